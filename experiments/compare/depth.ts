import { comparison } from '../../src/spec/comparison.ts'
import { experiment } from '../../src/spec/define.ts'
import { type Method, rateNetwork } from '../parts/rate.ts'
import * as feedback from '../parts/rate-feedback.ts'
import { localBoth, localPrediction } from '../parts/rate-local.ts'
import { lraFeedback, targetPropagation } from '../parts/rate-targets.ts'

const depths = [1, 2, 3, 4, 5]
const methods: [Method, number?][] = [
  [feedback.backprop, 0.1],
  [feedback.shallow, 0.1],
  [feedback.feedbackAlignment, 0.1],
  [feedback.directFeedback, 0.1],
  [feedback.signSymmetry, 0.1],
  [feedback.kolenPollackAt(0.1)],
  [feedback.weightMirror, 0.1],
  [feedback.informationAlignment, 0.1],
  [feedback.symmetricAlignment, 0.05],
  [lraFeedback, 0.1],
  [targetPropagation],
  [localPrediction],
  [localBoth],
]

const entries = depths.flatMap(depth => {
  const hidden = new Array<number>(depth).fill(256)
  const network = [784, ...hidden, 10].join('-')
  return methods.map(([method, eta]) => {
    const made = experiment(rateNetwork({ hidden, ...(eta === undefined ? {} : { eta }) }, method))
    const varied = [{ rule: method.name, by: 'hidden layers', value: depth }]
    return { rule: method.name, network, experiment: { ...made, name: `${method.name}-${network}` }, varied }
  })
})

export default comparison({
  name: 'depth',
  about: 'One to five hidden layers: what separates the rules',
  control: 'backprop',
  seeds: [1, 2, 3],
  epochs: 10,
  quick: { seeds: [1], epochs: 1, train: 10_000 },
  entries,
})
