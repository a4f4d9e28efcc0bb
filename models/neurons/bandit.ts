/** Stochastic units that are only told whether the answer was right (Williams 1992; Vasilaki, Fusi, Wang & Senn 2009). */
import { neuron } from '../../src/spec/define.ts'
import { answering } from './top.ts'

const source = 'Williams 1992, Machine Learning 8:229; Vasilaki, Fusi, Wang & Senn 2009, Biol Cybern 100:135'

/** Binary unit; `error.d` is its activity less `usual` of it, times the reward less the usual reward. */
const binary = (name: string, about: string, usual: string, params: Record<string, [number, string]>) =>
  neuron({
    name,
    about,
    source,
    params: { steep: [10, 'slope of the chance to fire: large, and the unit is seldom in doubt'], ...params },
    compartments: {
      soma: {
        about: 'forward synapses',
        input: 1,
        learned: { b: 0 },
        step: { z: 'input + b', p: 'sigmoid(steep * z)', x: 'rand() < p ? 1 : 0' },
      },
      error: { about: 'reward, less the usual', input: 1, step: { d: `-input * (soma.x - ${usual}) / lanes` } },
    },
  })

/** Compares what it did with what it does on average when it sees this: the gradient of the expected reward. */
export const surprised = binary(
  'surprised',
  'binary unit that fires by chance and learns from its chance and the reward',
  'soma.p',
  {},
)
/** Compares what it did with a constant: Hebb, which knows nothing of chance. */
export const habitual = binary(
  'habitual',
  'binary unit that fires by chance and learns from its activity and the reward',
  'theta',
  { theta: [0.5, 'activity between growth and decay'] },
)

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
