import { experiment } from '../src/spec/define.ts'
import { dendrites, feedback, probes } from './parts/dendrites.ts'

export default experiment({
  name: 'mnist-plateau-strong',
  about: '784-1000-10: feedback x 40, learning rate x 0.88 after each epoch',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendrites({
    hidden: [{ name: 'hidden', size: 1000, eta: 0.21, feedback: { scale: 40, of: feedback } }],
    etaOut: 0.21,
    decay: 0.88,
    epochs: 20,
  }),
  probes: probes('input', 'hidden', 'output'),
})
