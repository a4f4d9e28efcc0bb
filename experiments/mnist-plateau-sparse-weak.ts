import { experiment } from '../src/spec/define.ts'
import { dendrites, feedback, probes } from './parts/dendrites.ts'

export default experiment({
  name: 'mnist-plateau-sparse-weak',
  about: '784-500-10 with 80 % of the feedback weights 0, the rest not amplified',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendrites({
    hidden: [{ name: 'hidden', size: 500, eta: 0.21, feedback: { sparse: { zero: 0.8, scale: 1 }, of: feedback } }],
    etaOut: 0.21,
  }),
  probes: probes('input', 'hidden', 'output'),
})
