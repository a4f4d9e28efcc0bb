/** A thousand chunks, each with its logs drained and a column read: memory must not grow with their number. */
import { expect, test } from 'vitest'
import { webgpuBackend } from '../../src/backend/webgpu.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { phasesOf, plannedDendrites, show } from '../backend/webgpu-dendrites.ts'
import { describeGpu } from '../backend/webgpu-here.ts'

const MEGABYTE = 2 ** 20

describeGpu('memory', open => {
  test('is flat over 1,000 chunks', { timeout: 1_200_000 }, async () => {
    const planned = plannedDendrites(1)
    const machine = await loadNetwork(webgpuBackend({ gpu: open() }), planned, 1)
    const { phases, end } = phasesOf(planned)
    const chunk = async (image: number) => {
      show(machine, 1, image)
      for (const phase of phases) machine.advance(phase, [10])
      machine.fire(end)
      await machine.drain()
      await machine.read('w1.w')
      if (image % 10 === 0) machine.clear()
    }
    for (let image = 0; image < 100; image++) await chunk(image)
    const before = process.memoryUsage().rss
    for (let image = 100; image < 1100; image++) await chunk(image)
    const grown = (process.memoryUsage().rss - before) / MEGABYTE
    expect(grown).toBeLessThan(100)
    machine.close()
  })
})
