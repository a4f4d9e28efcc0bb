import { innovationInPhases } from '../models/rules/innovation.ts'
import { experiment } from '../src/spec/define.ts'
import { trained } from './parts/rdd-mnist.ts'

export default experiment({
  name: 'mnist-rdd-innovation',
  about: '784-500-100-10 whose feedback weights are effects of spikes that cells fire by chance, in feedback phases',
  seed: 1,
  ...trained({ rule: innovationInPhases, drawn: true }),
})
