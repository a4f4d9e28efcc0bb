import { neuron } from '../../src/spec/define.ts'
import { rateUnit, rectified } from './rate.ts'
import { answering } from './top.ts'

const source = 'Williams 1992, Machine Learning 8; Vasilaki, Fusi, Wang & Senn 2009, Biol Cybern 100'

/** Hidden unit that tries noise of its own: `tried` is a second pass with it, `error.d` noise times what the loss gained. */
export const perturbed = rateUnit(
  {
    name: 'perturbed',
    about: 'rectified linear rate with a noisy second pass',
    source,
    params: { try: [0.1, 'standard deviation of the noise'] },
  },
  rectified,
  {
    tried: { about: 'pass with noise', input: 1, step: { xi: 'randn()', x: 'max(input + soma.b + try * xi, 0)' } },
    error: {
      about: 'change of the loss that all units are told',
      input: 1,
      step: { d: 'input * tried.xi / try / lanes' },
    },
  },
)

/** Output unit that compares the losses of both passes and tells every unit the difference. */
export const judge = neuron({
  name: 'judge',
  about: 'softmax unit that compares the losses of a plain and of a noisy pass',
  source,
  params: { try: [0.1, 'standard deviation of the noise'] },
  compartments: {
    soma: {
      ...answering,
      step: {
        z: 'input + b',
        m: 'max(all, z)',
        e: 'exp(z - m)',
        s: 'sum(all, e)',
        loss: 'label * (log(s) + m - z)',
        p: 'e / s',
      },
    },
    tried: {
      about: 'pass with noise',
      input: 1,
      step: {
        xi: 'randn()',
        z: 'input + soma.b + try * xi',
        m: 'max(all, z)',
        e: 'exp(z - m)',
        loss: 'soma.label * (log(sum(all, e)) + m - z)',
      },
    },
    gain: { about: 'what the loss gained, in the unit of the right class', step: { l: 'tried.loss - soma.loss' } },
    error: { about: 'the sum of the gains', input: 1, step: { d: 'input * tried.xi / try / lanes' } },
  },
})
