/** Both forms of webgpu on all numbers of lanes and as many random plans as the other back ends. */
import { webgpuBackend } from '../../src/backend/webgpu.ts'
import { conform } from '../backend/conformance.ts'
import { conformOptions, describeGpu } from '../backend/webgpu-here.ts'

for (const form of ['fused', 'plain'] as const)
  describeGpu(`webgpu, ${form}`, open =>
    conform(() => webgpuBackend({ gpu: open(), form }), { ...conformOptions, runs: 60 }),
  )
