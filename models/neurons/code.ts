/**
 * Units of online alternating minimisation (Choromanska et al. 2019). Each hidden unit holds a code, a free potential that starts as its own and then moves to
 * where the layer above would rather have it; the weights of every layer then learn, at once and each alone, to give the codes of now.
 */
import { neuron } from '../../src/spec/define.ts'
import type { Compartment, Neuron } from '../../src/spec/types.ts'
import { rateUnit, rectified } from './rate.ts'
import { answering, softmax } from './top.ts'

const source = 'Choromanska et al. 2019, ICML, arXiv 1806.09077, algorithm 1'

const code: Compartment = {
  about:
    'the code, and one step of Nesterov descent on what the layer above asks and on the distance to the own potential',
  input: 1,
  state: { c: 0, v: 0 },
  step: {
    g: '(c > 0 ? input : 0) + 2 * (c - soma.z) / (lanes * size)',
    v: 'momentum * v + g',
    c: 'c - rate * (g + momentum * v)',
  },
}
const here: Compartment = { about: 'rate of the code', step: { x: 'max(code.c, 0)' } }

const coded = (name: string, about: string, z: string, rest: Record<string, Compartment>): Neuron => ({
  ...rateUnit(
    {
      name,
      about,
      source,
      params: { rate: [0.3, 'step size of the codes'], momentum: [0.9, 'momentum of the codes'] },
    },
    rectified,
    {
      code,
      here,
      ...rest,
      error: {
        about: 'distance of the potential from the code, for the weights below',
        step: { d: `2 * (${z} - code.c) / (lanes * size)` },
      },
    },
  ),
  on: { 'show.end': { 'code.c': 'soma.z', 'code.v': '0' } },
})

/** First hidden layer: its potential depends on the image only. */
export const firstCode = coded('first-code', 'rectified unit with a code, above the image', 'soma.z', {})
/** Further hidden layers: `guess` is the potential that the codes below give. */
export const nextCode = coded('next-code', 'rectified unit with a code, above other codes', 'guess.z', {
  guess: { about: 'potential from the codes below', input: 1, step: { z: 'input + soma.b' } },
})

/** Softmax units that answer to the image in `soma`, and to the codes below in `guess`. */
export const codeTop = neuron({
  name: 'code-top',
  about: 'softmax unit that reads codes',
  source,
  params: { mu: [0.003, 'weight of the codes: small, they move far'] },
  compartments: {
    soma: { ...answering, step: { z: 'input + b' } },
    guess: {
      about: 'answer to the codes',
      input: 1,
      step: { z: 'input + soma.b', ...softmax },
    },
    error: {
      about: 'probability less label: for the weights, and for the codes',
      step: { d: '(guess.p - soma.label) / lanes', pull: 'd / mu' },
    },
  },
})
