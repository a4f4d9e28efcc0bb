/** Draws for the reference simulators: seeded, fast, and with no relation to the engine's counter-based draws. */

/** The generator of the specification's constants: x ← (1664525 x + 1013904223) mod 2³², returns (x + 0.5)/2³². */
export const lcg = (seed: number): (() => number) => {
  let x = seed >>> 0
  return () => {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0
    return (x + 0.5) / 2 ** 32
  }
}

/** Uniform draws in [0, 1) with 32 bits: sfc32 (Doty-Humphrey, PractRand), warmed up by 15 steps. */
export const uniform = (seed: number): (() => number) => {
  let a = seed | 0
  let b = 0x9e3779b9 | 0
  let c = 0x243f6a88 | 0
  let counter = 1
  const next = () => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return (t >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 15; i++) next()
  return next
}

/** Standard normal draws by the polar method (Marsaglia & Bray 1964), two a pair of uniforms. */
export const normal = (random: () => number): (() => number) => {
  let spare = Number.NaN
  return () => {
    if (!Number.isNaN(spare)) {
      const kept = spare
      spare = Number.NaN
      return kept
    }
    let x = 0
    let y = 0
    let s = 2
    while (s >= 1 || s === 0) {
      x = 2 * random() - 1
      y = 2 * random() - 1
      s = x * x + y * y
    }
    const scale = Math.sqrt((-2 * Math.log(s)) / s)
    spare = y * scale
    return x * scale
  }
}

/** Poisson counts of a small mean, by inversion. */
export const poisson = (random: () => number, mean: number): (() => number) => {
  const none = Math.exp(-mean)
  return () => {
    const u = random()
    let p = none
    let cumulative = p
    let k = 0
    while (u > cumulative && k < 100) {
      k += 1
      p *= mean / k
      cumulative += p
    }
    return k
  }
}
