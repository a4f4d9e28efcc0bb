import { innovation } from '../models/rules/innovation.ts'
import { experiment } from '../src/spec/define.ts'
import { dendrites, probes } from './parts/dendrites.ts'

const network = dendrites({
  hidden: [{ name: 'hidden', size: 500, eta: 0.21 }],
  etaOut: 0.21,
  feedbackRule: innovation,
})

export default experiment({
  name: 'mnist-rdd-dendrites',
  about:
    '784-500-10 pyramidal cells whose feedback weights are the effects of their spikes, found by chance while images are shown',
  seed: 1,
  dataset: { name: 'mnist' },
  ...network,
  measures: { ...network.measures, 'agreement.hidden': { agreement: ['y1', 'out'] } },
  probes: probes('hidden', 'output'),
})
