import { experiment } from '../src/spec/define.ts'
import { deep } from './parts/rdd-deep.ts'

export default experiment({
  name: 'rdd-depth',
  about: 'ten neurons onto ten, and the cost of the second layer: effects of the first, 30 runs of 100 s',
  seed: 1,
  ...deep(30),
})
