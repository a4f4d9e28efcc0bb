import { describe } from 'vitest'
import { webgpuBackend } from '../../src/backend/webgpu.ts'
import { nodeGpu } from '../../src/node/gpu.ts'
import { type Same, sameBits } from './compare.ts'
import { conform } from './conformance.ts'

/** GPUs write 0 for a subnormal result: the plan's flush makes that the same in every model. */
const flushed = (x: number) => (x !== 0 && Math.abs(x) < 2 ** -126 ? 0 * x : x)
const sameFlushed: Same = (expected, got, name) => sameBits(flushedAll(expected), flushedAll(got), name)
const flushedAll = (all: ArrayLike<number>) => (all instanceof Float32Array ? all.map(flushed) : all)

describe('webgpu', () =>
  conform(async () => webgpuBackend({ gpu: await nodeGpu() }), {
    nan: false,
    subnormals: false,
    runs: 10,
    same: sameFlushed,
  }))
