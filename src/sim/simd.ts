/** Whether this engine has WebAssembly with SIMD. */

/** An empty module with one SIMD instruction: valid only where WebAssembly has SIMD. */
const simdModule = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0], // header
  ...[1, 5, 1, 96, 0, 1, 123], // a type () -> v128
  ...[3, 2, 1, 0], // a function of that type
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11], // its body
)

export const hasSimd = (): boolean => typeof WebAssembly === 'object' && WebAssembly.validate(simdModule)
