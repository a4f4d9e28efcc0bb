import { growthTransform } from '../models/neurons/growth-transform.ts'
import { experiment } from '../src/spec/define.ts'
import type { Population, Projection } from '../src/spec/types.ts'

const neuron = growthTransform({ name: 'gt' })

/** No barrier: the energy is a quadratic form, and its descent can be watched to rounding. */
const population = (lambda: number, f0: number, b: number[], v0: number): Population => ({
  neuron,
  size: b.length,
  set: { lambda, f0, psi: 0, q: 0, v0 },
  init: { 'drive.b': b },
})
const near = Array.from({ length: 5 }, (_, i) => Array.from({ length: 5 }, (_, j) => 0.5 ** Math.abs(i - j)))
const strong = [0, 1, 2].map(i => [0, 1, 2].map(j => (i === j ? 4 : 3.8)))
const coupled = (of: string, values: number[][]): Projection => ({
  name: of,
  from: `${of}.soma.y`,
  to: `${of}.drive`,
  weights: { values },
})
const stimulus = [0, 1, 2, 3, 4].map(i => 0.8 * Math.cos(i))

export default experiment({
  name: 'gt-energy',
  about:
    'Energy of growth-transform populations: it falls where lambda > |g| + f rho / 2; the printed condition lambda > |g| fails (strong)',
  seed: 1,
  dt: '1 ms',
  populations: {
    falls: population(8, 1, stimulus, -0.1),
    slow: population(8, 0.5, stimulus, -0.1),
    strong: population(5, 1, [0, 0, 0], 0.05),
    rescued: population(5, 0.5, [0, 0, 0], 0.05),
  },
  projections: [coupled('falls', near), coupled('slow', near), coupled('strong', strong), coupled('rescued', strong)],
  train: [{ name: 'descent', presentations: 1, clear: 'presentation', phases: [{ name: 'run', lasts: '200 ticks' }] }],
  measures: Object.fromEntries(
    ['falls', 'slow', 'strong', 'rescued'].map(of => [
      `energy.${of}`,
      { of, value: 'sum(all, soma.h)', every: 'tick' as const },
    ]),
  ),
  probes: ['falls', 'slow', 'strong', 'rescued'].flatMap(of => [
    { column: `${of}.soma.v`, during: ['train' as const] },
    { column: `${of}.soma.h`, during: ['train' as const] },
  ]),
})
