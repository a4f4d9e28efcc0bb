import { experiment } from '../src/spec/define.ts'
import { dendrites, probes } from './parts/dendrites.ts'

export default experiment({
  name: 'mnist-plateau-symmetric-noisy',
  about: '784-500-10 with the output weights plus noise of 0.05 as feedback weights',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendrites({
    hidden: [
      {
        name: 'hidden',
        size: 500,
        eta: 0.21,
        feedback: { transpose: 'out', noise: 0.05, refresh: 'presentation.end' },
      },
    ],
    etaOut: 0.21,
  }),
  probes: probes('input', 'hidden', 'output'),
})
