import { webgpuBackend } from '../../src/backend/webgpu.ts'
import { conform } from './conformance.ts'
import { conformOptions, describeGpu } from './webgpu-here.ts'

/** Nine lanes too in test/long. */
describeGpu('webgpu, plain', open =>
  conform(() => webgpuBackend({ gpu: open(), form: 'plain' }), { ...conformOptions, lanes: [1, 3] }),
)
