/** Stochastic units that are only told whether the answer was right (Williams 1992; Vasilaki, Fusi, Wang & Senn 2009). */
import { neuron } from '../../src/spec/define.ts'
import { answering } from './top.ts'

const source = 'Williams 1992, Machine Learning 8:229; Vasilaki, Fusi, Wang & Senn 2009, Biol Cybern 100:135'

/** Binary unit; `error.d` is its surprise at itself times the reward, less the usual. */
export const binary = neuron({
  name: 'binary',
  about: 'binary unit that fires by chance and learns from reward',
  source,
  params: {},
  compartments: {
    soma: {
      about: 'forward synapses',
      input: 1,
      learned: { b: 0 },
      step: { z: 'input + b', p: 'sigmoid(z)', x: 'rand() < p ? 1 : 0' },
    },
    error: { about: 'reward, less the usual', input: 1, step: { d: '-input * (soma.x - soma.p) / lanes' } },
  },
})

/** Chooses one action by chance; all units learn of the reward, 1 for the right class. */
export const action = neuron({
  name: 'action',
  about: 'one of the possible answers, chosen by chance',
  source,
  params: {},
  compartments: {
    soma: answering,
    choice: {
      about: 'a draw from p (the largest of potentials with Gumbel noise), and what it gained, in the unit chosen',
      learned: { usual: 0.1 },
      step: {
        luck: 'soma.z - log(-log(rand()))',
        made: 'unit == argmax(all, luck) ? 1 : 0',
        right: 'made * soma.label',
        reward: 'sum(all, right)',
        gain: 'right - made * usual',
      },
    },
    error: {
      about: 'the gain, from the unit that was chosen',
      input: 1,
      step: { d: '-input * (choice.made - soma.p) / lanes' },
    },
  },
})
