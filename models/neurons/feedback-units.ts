import { withWindows } from './lif-window.ts'
import { rectified, sent } from './rate.ts'
import { top } from './top.ts'

const source =
  'Guerguiev, Kording & Richards 2020, ICLR, arXiv 1910.01689: rates in training, spikes in the feedback phase, with the same weights'

/** A rectified rate unit that spikes in a feedback phase. */
export const feedbackRelu = withWindows({
  name: 'feedback-relu',
  about: 'rectified rate in training, integrate-and-fire with windows in the feedback phase',
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
})

/** A softmax output unit that spikes in a feedback phase. */
export const feedbackTop = withWindows({
  name: 'feedback-top',
  about: 'softmax in training, integrate-and-fire in the feedback phase',
  source,
  params: { share: top.params.share },
  compartments: { soma: top.compartments.soma, error: top.compartments.error },
})
