import { experiment } from '../src/spec/define.ts'
import { dendrites, probes } from './parts/dendrites.ts'

export default experiment({
  name: 'mnist-plateau-attenuation-strong',
  about: '784-500-100-10 with an apical conductance of 0.05 /ms to the soma: strong attenuation',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendrites({
    hidden: [
      { name: 'h1', size: 500, eta: 0.23, set: { g_a: '0.05 /ms' } },
      { name: 'h2', size: 100, eta: 0.23, set: { g_a: '0.05 /ms' } },
    ],
    etaOut: 0.12,
  }),
  probes: probes('input', 'h1', 'h2', 'output'),
})
