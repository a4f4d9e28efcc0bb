/** The back ends by name, each loaded when it is first asked for: a new one is a line here. */
import type { Backend } from '../backend/backend.ts'
import { guarded, waited } from './guard.ts'

interface Entry {
  about: string
  open(work: WorkForm): Promise<Backend>
}

/** The form of the work: how many networks and images are computed side by side, and by how many threads of one network. */
export interface WorkForm {
  lanes?: number // default 1
  replicas?: number // default 1
  threads?: number // default 1
}

const table = new Map<string, Entry>([
  [
    'wasm',
    {
      about: 'WebAssembly with SIMD, one thread; in Node the lanes of a network over threads',
      open: async () => (await import('../backend/wasm.ts')).wasmBackend(),
    },
  ],
  [
    'js',
    {
      about: 'plain JavaScript: the reference, slow',
      open: async () => (await import('../backend/js.ts')).jsBackend(),
    },
  ],
  [
    'webgpu',
    {
      about: 'a graphics card through WebGPU; in Node with the package webgpu',
      open: async () => (await import('../backend/webgpu.ts')).openWebgpu(),
    },
  ],
  [
    'gpujs',
    {
      about: 'gpu.js: WebGL where a browser has no WebGPU; slow in Node',
      open: async () => (await import('../backend/gpujs.ts')).gpujsBackend(),
    },
  ],
])

/** Opens a back end in another way from now on: Node finds its graphics card elsewhere than a browser. */
export const provideBackend = (name: string, open: Entry['open']): void => {
  table.set(name, { ...table.get(name)!, open })
}

export const ownBackends = (): { name: string; about: string }[] =>
  [...table].map(([name, { about }]) => ({ name, about }))

/** Opens the back end of this name. Throws BackendError where it cannot be opened. */
export const openNamed = async (name: string, work: WorkForm = {}): Promise<Backend> =>
  guarded(await waited(() => table.get(name)!.open(work)))
