import { backprop } from '../models/rules/plateau.ts'
import { experiment } from '../src/spec/define.ts'
import { dendrites, probes } from './parts/dendrites.ts'

export default experiment({
  name: 'mnist-plateau-backprop',
  about:
    'control: 784-500-10 whose hidden synapses follow errors carried back by the output weights (weight transport)',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendrites({ hidden: [{ name: 'hidden', size: 500, eta: 0.21, rule: backprop }], etaOut: 0.21 }),
  probes: probes('input', 'hidden', 'output'),
})
