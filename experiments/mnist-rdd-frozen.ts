import { experiment } from '../src/spec/define.ts'
import { trained } from './parts/rdd-mnist.ts'

export default experiment({
  name: 'mnist-rdd-frozen',
  about: '784-500-100-10 with fixed random feedback: the control of mnist-rdd',
  seed: 1,
  ...trained({}),
})
