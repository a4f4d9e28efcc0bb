import { experiment } from '../src/spec/define.ts'
import { trained } from './parts/rdd-mnist.ts'

export default experiment({
  name: 'mnist-rdd-backprop',
  about: '784-500-100-10 with exact transposes as feedback: the control of mnist-rdd',
  seed: 1,
  ...trained({ exact: true }),
})
