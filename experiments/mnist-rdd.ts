import { allSpike } from '../models/rules/align.ts'
import { experiment } from '../src/spec/define.ts'
import { trained } from './parts/rdd-mnist.ts'

export default experiment({
  name: 'mnist-rdd',
  about: '784-500-100-10 whose feedback weights are effects of spikes, found in feedback phases from all spikes',
  seed: 1,
  ...trained({ rule: allSpike }),
})
