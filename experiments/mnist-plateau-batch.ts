import { deltaAdam, plateauAdam } from '../models/rules/plateau-adam.ts'
import { experiment } from '../src/spec/define.ts'
import { dendrites, probes } from './parts/dendrites.ts'

export default experiment({
  name: 'mnist-plateau-batch',
  about: '784-500-10: 256 images at a time, steps scaled by each synapse',
  seed: 1,
  dataset: { name: 'mnist' },
  lanes: 256,
  ...dendrites({
    hidden: [{ name: 'hidden', size: 500, eta: 0.02, rule: plateauAdam }],
    etaOut: 0.02,
    ruleOut: deltaAdam,
    epochs: 5,
  }),
  probes: probes('input', 'hidden', 'output'),
})
