import { experiment } from '../src/spec/define.ts'
import { wide } from './parts/rdd-wide.ts'

export default experiment({
  name: 'rdd-width-1000',
  about: '1000 neurons with correlated noise and the cost |a·s - 0.1|: 2 runs of 100 s',
  seed: 1,
  ...wide(1000, 2),
})
