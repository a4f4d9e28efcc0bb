/** The back ends that this page and this browser allow. */
import { isOneFile } from './start-worker.ts'

const ALL = [
  { name: 'auto', title: 'the fastest here' },
  { name: 'wasm', title: 'WebAssembly, SIMD' },
  { name: 'webgpu', title: 'WebGPU' },
  { name: 'gpujs', title: 'gpu.js (WebGL)' },
  { name: 'js', title: 'JavaScript, slow' },
] as const

export type BackendName = (typeof ALL)[number]['name']

/** js and gpujs make code from text, which the policy of the page in one file forbids. */
export const backEnds = (): readonly { name: BackendName; title: string }[] =>
  ALL.filter(({ name }) => !isOneFile() || (name !== 'js' && name !== 'gpujs')).filter(
    ({ name }) => name !== 'webgpu' || 'gpu' in navigator,
  )
