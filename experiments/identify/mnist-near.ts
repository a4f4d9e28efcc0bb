import { identification } from '../../src/spec/identification.ts'
import { rateRules, watching } from '../parts/identified.ts'

export default identification({
  name: 'mnist-near',
  about:
    'The four rate rules of identify/mnist, with learning rates that lie a factor of two apart in the place of three',
  rules: rateRules({ momentum: [0.015, 0.03, 0.06], adam: [0.0005, 0.001, 0.002], alignment: [0.05, 0.1, 0.2] }),
  ...watching,
})
