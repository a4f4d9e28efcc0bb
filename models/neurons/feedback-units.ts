import type { Neuron } from '../../src/spec/types.ts'
import { withDraws, withWindows } from './lif-window.ts'
import { rectified, sent } from './rate.ts'
import { top } from './top.ts'

const source =
  'Guerguiev, Kording & Richards 2020, ICLR, arXiv 1910.01689: rates in training, spikes in the feedback phase, with the same weights'

const relu: Pick<Neuron, 'source' | 'compartments'> = {
  source,
  compartments: {
    soma: {
      about: 'forward synapses',
      input: 1,
      learned: { b: 0 },
      step: { z: 'input + b', x: rectified.rate('z'), slope: rectified.slope },
    },
    error: sent,
  },
}

/** A rectified rate unit that spikes in a feedback phase. */
export const feedbackRelu = withWindows({
  ...relu,
  name: 'feedback-relu',
  about: 'rectified rate in training, integrate-and-fire with windows in the feedback phase',
})

/** The same, which fires by chance where it is driven. */
export const feedbackDrawn = withDraws({
  ...relu,
  name: 'feedback-drawn',
  about: 'rectified rate in training; in the feedback phase it fires by chance where it is driven, else integrates',
})

/** A softmax output unit that spikes in a feedback phase. */
export const feedbackTop = withWindows({
  name: 'feedback-top',
  about: 'softmax in training, integrate-and-fire in the feedback phase',
  source,
  params: { share: top.params.share },
  compartments: { soma: top.compartments.soma, error: top.compartments.error },
})
