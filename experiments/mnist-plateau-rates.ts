import { experiment } from '../src/spec/define.ts'
import { dendritesWithRates } from './parts/dendrites-rates.ts'

export default experiment({
  name: 'mnist-plateau-rates',
  about: '784-500-10 without spikes: plateau potentials from firing rates, two ticks a phase',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendritesWithRates({ hidden: [{ name: 'hidden', size: 500, eta: 0.21 }], etaOut: 0.21 }),
})
