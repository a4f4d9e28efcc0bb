/** The back end for one thread: WebAssembly with 128-bit SIMD, emitted as bytes. */
import type { Backend } from './backend.ts'
import { wasmMachine } from './wasm/machine.ts'

export { toWat } from './wasm/emit.ts'

export const wasmBackend = ({ shared = false }: { shared?: boolean } = {}): Backend => ({
  name: 'wasm',
  device: 'WebAssembly SIMD, one thread',
  load: plan => wasmMachine(plan, { shared }),
  close: () => {},
})
