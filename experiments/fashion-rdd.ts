import { allSpike } from '../models/rules/align.ts'
import { experiment } from '../src/spec/define.ts'
import { trained } from './parts/rdd-mnist.ts'

export default experiment({
  name: 'fashion-rdd',
  about: '784-500-100-10 on Fashion-MNIST: feedback weights from all spikes',
  seed: 1,
  ...trained({ rule: allSpike, dataset: 'fashion-mnist' }),
})
