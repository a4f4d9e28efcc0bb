import { neuron } from '../../src/spec/define.ts'
import type { Equation, Neuron } from '../../src/spec/types.ts'

const cost = (name: string, about: string, c: Equation): Neuron =>
  neuron({
    name,
    about,
    source: 'Lansdell & Kording 2023, PLoS Comput Biol 19(4): e1011005, figures 3 to 5, and the public code',
    params: {
      p0: [0, 'offset of the first read-out'],
      q0: [0, 'offset of the second'],
      sd: [0, 'noise of the first read-out'],
    },
    compartments: {
      first: { about: 'first read-out of the network', input: 1, step: { p: 'input + sd * randn()' } },
      second: { about: 'second read-out', input: 1, step: { q: 'input' } },
      soma: { about: 'what the network pays', step: { c } },
    },
  })

/** (p + p0)² + (q + q0)². */
export const squared = cost(
  'squared',
  'squared distance of two read-outs from what is wanted',
  '(first.p + p0) * (first.p + p0) + (second.q + q0) * (second.q + q0)',
)
/** |p + p0|. */
export const distance = cost('distance', 'distance of a read-out from what is wanted', 'abs(first.p + p0)')
/** p + p0: a reward of which the effects are known. */
export const linear = cost('linear', 'a read-out as it is', 'first.p + p0')
