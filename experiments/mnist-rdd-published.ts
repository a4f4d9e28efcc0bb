import { align } from '../models/rules/align.ts'
import { experiment } from '../src/spec/define.ts'
import { trained } from './parts/rdd-mnist.ts'

export default experiment({
  name: 'mnist-rdd-published',
  about: '784-500-100-10 whose feedback weights are the jumps of the published regressions',
  seed: 1,
  ...trained({ rule: align }),
})
