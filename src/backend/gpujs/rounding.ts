/**
 * Rounding to float32 after an operation. Where gpu.js computes in double (cpu), Math.fround does it. Compilers of shaders
 * fold constants across operations, (x + 1) - 1 to x, and fuse products with sums; a factor that they cannot know to be 1
 * keeps operations apart, and a fused product with it is exact.
 */
export const rounded = (text: string): string => `Math.fround((${text}))`

/** The name of the factor, an argument of the kernel that is 1. */
export const ONE = 'one'

export const onCard = (text: string): string => text.replaceAll('Math.fround((', `(${ONE} * (`)
