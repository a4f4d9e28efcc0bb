/**
 * The back end for browsers without WebGPU: the kernels of a plan through gpu.js, on WebGL 2, WebGL 1, or on the
 * processor. One kernel for each column written; event lists, hashes and large whole numbers stay on the host.
 * From equal state each kernel is within 1e-5 relative of js; no digest is promised.
 */
import type { Backend } from './backend.ts'
import type { GpujsMode } from './gpujs/library.ts'
import { gpujsMachine } from './gpujs/machine.ts'
import { openLibrary } from './gpujs/open.ts'

export type { GpujsMode }

export interface GpujsOptions {
  /** Which of gpu.js's back ends must run; 'auto' takes webgl2, webgl, webasm or cpu, the first that works. */
  readonly mode?: GpujsMode | 'auto'
}

/** Throws a RunError that says why where the mode is missing, or gpu.js would take another one. `device` names what runs, and for
 * 'auto' why nothing faster does. */
export const gpujsBackend = async ({ mode = 'auto' }: GpujsOptions = {}): Promise<Backend> => {
  const { library, reasons } = await openLibrary(mode)
  return {
    name: 'gpujs',
    device: [library.device, ...reasons].join('; '),
    load: async plan => gpujsMachine(plan, library),
    close: library.close,
  }
}
