/** A thousand chunks, each with its logs drained and a column read: memory must not grow with their number. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { webgpuBackend } from '../../src/backend/webgpu.ts'
import { loadNetwork, withInitialValues } from '../../src/sim/network.ts'
import { phasesOf, plannedDendrites, show } from '../backend/webgpu-dendrites.ts'
import { describeGpu } from '../backend/webgpu-here.ts'

const MEGABYTE = 2 ** 20
/** Chunks after which pipelines are made and buffers are used again. */
const WARM = 200
/** What the engine and the allocator may keep of 1,000 chunks. Buffers of the column alone, had they stayed, would be 100 MB. */
const FLAT = 32 * MEGABYTE

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Readings, 20 chunks apart, of which the least counts: one alone moves by 30 MB with what the heap holds free. */
const READINGS = 6

/** Bytes of the process after what can be collected has been, at least, over the chunks from `first` on. */
const memory = async (chunk: (number: number) => Promise<unknown>, first: number): Promise<number> => {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < 20 * READINGS; i++) {
    await chunk(first + i)
    if (i % 20 !== 19) continue
    collect()
    least = Math.min(least, process.memoryUsage().rss)
  }
  return least
}

/** Runs chunks 0 .. WARM + 1,000 and those of two rows of readings, and gives how much the process has grown from the first to the second. */
const growth = async (chunk: (number: number) => Promise<unknown>): Promise<number> => {
  for (let i = 0; i < WARM; i++) await chunk(i)
  const before = await memory(chunk, WARM)
  const last = WARM + 1000
  for (let i = WARM + 20 * READINGS; i < last; i++) await chunk(i)
  const grown = (await memory(chunk, last)) - before
  console.log(`grown by ${(grown / MEGABYTE).toFixed(1)} MB over 1,000 chunks, of ${(before / MEGABYTE).toFixed(0)} MB`)
  return grown
}

describeGpu('memory is flat over 1,000 chunks', open => {
  test.each(['fused', 'plain'] as const)('of one network, %s', { timeout: 1_800_000 }, async form => {
    const planned = plannedDendrites(1)
    const machine = await loadNetwork(webgpuBackend({ gpu: open(), form }), planned, 1)
    const { phases, end } = phasesOf(planned)
    const grown = await growth(async image => {
      show(machine, 1, image)
      for (const phase of phases) machine.advance(phase, [5])
      machine.fire(end)
      await machine.drain()
      await machine.read('w1.w')
      if (image % 10 === 0) machine.clear()
      if (image % 100 === 0) machine.restore(await machine.save())
    })
    machine.close()
    expect(grown).toBeLessThan(FLAT)
  })

  test('of replicas', { timeout: 1_800_000 }, async () => {
    const planned = plannedDendrites(1)
    const plans = [0, 1, 2].map(replica => withInitialValues(planned, 1, replica))
    const set = await webgpuBackend({ gpu: open() }).loadReplicas(plans[0], 3, replica => plans[replica])
    const { phases, end } = phasesOf(planned)
    const grown = await growth(async image => {
      for (let replica = 0; replica < 3; replica++) {
        const write = (column: string, values: ArrayLike<number>, lane?: number) =>
          set.write(column, values, replica, lane)
        const clock = (lane: number, given: object) => set.clock(replica, lane, given)
        show({ write, clock }, 1, image + replica)
      }
      for (const phase of phases) set.advance(phase, [5])
      set.fire(end)
      await set.drain()
      if (image % 10 === 0) set.clear()
      if (image % 100 === 0) set.restore(1, await set.save(1))
    })
    set.close()
    expect(grown).toBeLessThan(FLAT)
  })

  test('of networks loaded and closed one after the other', { timeout: 1_800_000 }, async () => {
    const backend = webgpuBackend({ gpu: open() })
    const planned = plannedDendrites(1)
    const grown = await growth(async replica => {
      const machine = await loadNetwork(backend, planned, 1, replica)
      machine.advance(planned.stages[0].phases[0].program, [1])
      await machine.drain()
      machine.close()
    })
    expect(grown).toBeLessThan(FLAT)
  })
})
