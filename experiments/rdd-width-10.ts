import { experiment } from '../src/spec/define.ts'
import { wide } from './parts/rdd-wide.ts'

export default experiment({
  name: 'rdd-width-10',
  about: '10 neurons with correlated noise and the cost |a·s - 0.1|: 100 runs of 100 s',
  seed: 1,
  ...wide(10, 100),
})
