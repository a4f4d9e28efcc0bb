/** A card that is lost while something is read from it: the loss is told, not the reading that it broke off. */
import { expect, test } from 'vitest'
import { watchDevice } from '../../src/backend/webgpu/device.ts'
import { readback } from '../../src/backend/webgpu/readback.ts'

/** A device whose buffers cannot be mapped any more, and which says a little later why. */
const deviceLost = (reason: 'unknown' | 'destroyed' | undefined) => {
  const told = new Promise(tell => {
    setTimeout(() => reason && tell({ reason, message: 'pulled out' }), 5)
  })
  const buffer = {
    size: 1024,
    mapAsync: () => Promise.reject(new DOMException('Buffer was unmapped', 'AbortError')),
    destroy: () => {},
  }
  return {
    lost: told,
    limits: { maxBufferSize: 2 ** 20 },
    addEventListener: () => {},
    createBuffer: () => buffer,
    createCommandEncoder: () => ({ copyBufferToBuffer: () => {}, finish: () => ({}) }),
    queue: { submit: () => {} },
  } as unknown as GPUDevice
}

test.each([
  ['unknown', 'the GPU was lost: pulled out'],
  ['destroyed', 'the GPU back end was closed'],
  [undefined, 'the GPU was lost: a reading broke off'],
] as const)('%s', async (reason, message) => {
  const device = deviceLost(reason)
  const { read } = readback(device, watchDevice(device))
  await expect(read([{ buffer: {} as GPUBuffer, start: 0, length: 4 }])).rejects.toThrow(message)
})
