/** The back ends by name, each loaded when it is first asked for: a new one is a line here. */
import type { Backend } from '../backend/backend.ts'
import { oneOf, SpecError } from '../errors.ts'

interface Entry {
  about: string
  open(): Promise<Backend>
}

const table = new Map<string, Entry>([
  [
    'wasm',
    {
      about: 'WebAssembly with SIMD, one thread',
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
export const provideBackend = (name: string, open: () => Promise<Backend>): void => {
  table.set(name, { ...table.get(name)!, open })
}

/** The names of `--backend`, and what they are. */
export const backendChoices: readonly { name: string; about: string }[] = [
  { name: 'auto', about: 'wasm where there is SIMD, as it learns online fastest; else js' },
  ...[...table].map(([name, { about }]) => ({ name, about })),
]

/** An empty module with one SIMD instruction: valid only where WebAssembly has SIMD. */
const simdModule = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  10,
  1,
  8,
  0,
  65,
  0,
  253,
  15,
  253,
  98,
  11,
)

const hasSimd = (): boolean => typeof WebAssembly === 'object' && WebAssembly.validate(simdModule)

/** The name of a back end for what the user chose. Throws SpecError for an unknown name. */
export const backendName = (choice: string): string => {
  if (choice === 'auto') return hasSimd() ? 'wasm' : 'js'
  if (!table.has(choice))
    throw new SpecError(
      'backend',
      oneOf(
        choice,
        backendChoices.map(b => b.name),
      ),
      `'${choice}'`,
    )
  return choice
}

/** Opens a back end by name. Throws SpecError for an unknown name. */
export const openBackend = async (choice: string): Promise<Backend> => table.get(backendName(choice))!.open()
