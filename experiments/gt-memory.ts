import { globalAdaptation } from '../models/neurons/growth-transform.ts'
import { experiment } from '../src/spec/define.ts'
import { memory } from './parts/growth-memory.ts'

export default experiment({
  name: 'gt-memory',
  about:
    'Associative memory of 100 growth-transform units with global adaptation: 20 patterns shown whole, then by half of their units',
  ...memory({ patterns: 20, seed: 1, modulation: globalAdaptation }),
})
