/** WebAssembly with 128-bit SIMD, emitted as bytes: one thread, or lanes over several. */
import type { Backend } from './backend.ts'
import { type WasmOptions, wasmMachine } from './wasm/machine.ts'

export { toWat } from './wasm/emit.ts'

export const wasmBackend = (options: WasmOptions = {}): Backend => ({
  name: 'wasm',
  device: `WebAssembly SIMD, ${options.crew && options.crew.threads > 1 ? `${options.crew.threads} threads` : 'one thread'}`,
  load: plan => wasmMachine(plan, options),
  close: () => {},
})
