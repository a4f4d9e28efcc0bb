/** Pairs of weights on a square grid over [2, 20]². */
export const grid = (side: number): number[][] => {
  const at = (k: number) => 2 + (18 * k) / (side - 1)
  return Array.from({ length: side * side }, (_, k) => [at(Math.floor(k / side)), at(k % side)])
}
