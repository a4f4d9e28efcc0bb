import { webgpuBackend } from '../../src/backend/webgpu.ts'
import { conform } from './conformance.ts'
import { conformOptions, describeGpu } from './webgpu-here.ts'

describeGpu('webgpu, fused', open => conform(() => webgpuBackend({ gpu: open() }), conformOptions))
