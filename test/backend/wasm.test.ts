import { wasmBackend } from '../../src/backend/wasm.ts'
import { conform } from './conformance.ts'

conform(() => wasmBackend())
