import type { Compartment } from '../../src/spec/types.ts'
import { hyperbolic, rateUnit } from './rate.ts'

/**
 * Hidden unit of difference target propagation. `guess` is what the decoder of the layer above says of the unit's rate, `aim` what it says of
 * its target; `noisy`, `echo` and `recover` train that decoder on rates with noise.
 */
const decoder: Record<string, Compartment> = {
  guess: { about: 'decoder of the rates above', input: 1, learned: { c: 0 }, step: { g: 'tanh(input + c)' } },
  aim: { about: 'decoder of the targets above', input: 1, step: { g: 'tanh(input + guess.c)' } },
  noisy: { about: 'rate with noise', step: { x: 'soma.x + spread * randn()' } },
  echo: { about: 'response to the noisy rates below', input: 1, step: { u: 'tanh(input + soma.b)' } },
  recover: {
    about: 'decoder of that response, and how far it is from the noisy rate',
    input: 1,
    step: { g: 'tanh(input + guess.c)', d: '(g - noisy.x) * (1 - g * g) / lanes' },
  },
}

const targetUnit = (name: string, about: string, target: string) =>
  rateUnit(
    {
      name,
      about,
      source: 'Lee, Zhang, Fischer & Bengio 2015, ECML, algorithm 1',
      params: {
        reach: [1, 'size of the first step to the target'],
        spread: [0.1, 'standard deviation of the noise that trains the decoder'],
      },
    },
    hyperbolic,
    {
      ...decoder,
      error: {
        about: 'rate less target',
        input: 1,
        step: { t: target, d: '(soma.x - t) * soma.slope / lanes' },
      },
    },
  )

/** Last hidden layer: its target is a step down the gradient of the output. */
export const firstTarget = targetUnit(
  'first-target',
  'tanh unit whose target descends the output error',
  'soma.x - reach * input',
)
/** Lower layers: the rate, corrected by the difference of two decodings. */
export const nextTarget = targetUnit(
  'next-target',
  'tanh unit whose target is a difference of decodings',
  'soma.x - guess.g + aim.g',
)
