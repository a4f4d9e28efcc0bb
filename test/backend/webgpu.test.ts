import { describe } from 'vitest'
import { webgpuBackend } from '../../src/backend/webgpu.ts'
import { nodeGpu } from '../../src/node/gpu.ts'
import { conform } from './conformance.ts'

describe('webgpu', () => conform(async () => webgpuBackend({ gpu: await nodeGpu() }), { nan: false, subnormals: false, runs: 10 }))
