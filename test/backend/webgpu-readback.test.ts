import { expect, test } from 'vitest'
import { watchDevice } from '../../src/backend/webgpu/device.ts'
import { readback } from '../../src/backend/webgpu/readback.ts'
import { describeGpu } from './webgpu-here.ts'

describeGpu('webgpu readback', open => {
  test('more than a buffer holds comes in several, in order', async () => {
    const { device } = open()
    const words = Int32Array.from({ length: 1000 }, (_, i) => i)
    const buffer = device.createBuffer({ size: 4000, usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST })
    device.queue.writeBuffer(buffer, 0, words)
    const back = readback(device, watchDevice(device), 64)
    const parts = [
      { buffer, start: 0, length: 150 },
      { buffer, start: 900, length: 0 },
      { buffer, start: 700, length: 300 },
    ]
    expect([...(await back.read(parts))]).toEqual([...words.slice(0, 150), ...words.slice(700)])
    expect(await back.read([])).toHaveLength(0)
    back.close()
  })
})
