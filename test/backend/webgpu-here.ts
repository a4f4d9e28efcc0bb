/** The tests of webgpu: on the adapter of this machine, or skipped with the reason; under CI they fail. */
import { beforeAll, describe } from 'vitest'
import type { Gpu } from '../../src/backend/webgpu.ts'
import { nodeGpu } from '../../src/node/gpu.ts'
import { type Same, sameBits } from './compare.ts'

const found = await nodeGpu().catch((error: Error) => error)

/** A group of tests with a device of its own; `open` gives it. */
export const describeGpu = (name: string, tests: (open: () => Gpu) => void): void => {
  if (found instanceof Error && process.env.CI) throw found
  const title = found instanceof Error ? `${name} (skipped: ${found.message})` : name
  describe.skipIf(found instanceof Error)(title, () => {
    let gpu: Gpu
    beforeAll(async () => {
      gpu = await nodeGpu()
    })
    tests(() => gpu)
  })
}

/** GPUs may write 0 for a subnormal result; in a model the plan's flush sees to it everywhere. */
const flushed = (x: number) => (x !== 0 && Math.abs(x) < 2 ** -126 ? 0 * x : x)
const flushedAll = (all: ArrayLike<number>) => (all instanceof Float32Array ? all.map(flushed) : all)
export const sameFlushed: Same = (expected, got, name) => sameBits(flushedAll(expected), flushedAll(got), name)

/** WGSL says nothing of NaN and infinity. */
export const conformOptions = { nan: false, subnormals: false, runs: 10, same: sameFlushed }
