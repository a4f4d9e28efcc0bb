import { allSpike } from '../../models/rules/align.ts'
import { comparison, type Entry, type Reference } from '../../src/spec/comparison.ts'
import { experiment } from '../../src/spec/define.ts'
import plateau from '../mnist-plateau.ts'
import { digitsByGrowth } from '../parts/growth.ts'
import { type Method, rateNetwork } from '../parts/rate.ts'
import { alternating } from '../parts/rate-codes.ts'
import * as feedback from '../parts/rate-feedback.ts'
import * as kernel from '../parts/rate-kernel.ts'
import * as local from '../parts/rate-local.ts'
import { nodePerturbation, reinforced, rewardModulated } from '../parts/rate-reward.ts'
import * as targets from '../parts/rate-targets.ts'
import { infomaxFeatures, nonlinearHebb } from '../parts/rate-unsupervised.ts'
import { trained } from '../parts/rdd-mnist.ts'

/** An entry with the errors, in per cent, that an independent program reached after 1, 5 and 10 epochs. */
const entry = (hidden: number[], method: Method, reference?: Reference, eta?: number) => {
  const network = [784, ...hidden, 10].join('-')
  const made = experiment(rateNetwork({ hidden, ...(eta === undefined ? {} : { eta }) }, method))
  return {
    rule: method.name,
    network,
    experiment: { ...made, name: `${method.name}-${network}` },
    ...(reference ? { reference } : {}),
  }
}

const one = (method: Method, reference?: Reference) => entry([500], method, reference)
const deep = (method: Method, reference?: Reference, eta?: number) => entry([256, 256, 256], method, reference, eta)

/** Feedback weights that are causal effects of spikes, at the learning rate of the other rules; growth-transform spikes with a full view, whose epochs are those of the labels. */
const causal = trained({ hidden: [500], rule: allSpike, eta: 0.3 })
const growth = digitsByGrowth({ units: 500, field: 28, stride: 1, theta: 0, eps: 0.1, eta: 2, decay: 0.8, epochs: 12 })
const spiking: Entry[] = [
  {
    rule: 'causal-effect',
    network: '784-500-10',
    experiment: experiment({
      name: 'causal-effect-784-500-10',
      about: 'feedback weights are effects of spikes, found in phases of feedback from all spikes',
      seed: 1,
      ...causal,
      measures: { ...causal.measures, 'feedbackAngle.b2': { weights: ['w2', 'b2'] } },
    }),
  },
  {
    rule: 'growth-transform',
    network: '784-500-10',
    experiment: experiment({
      name: 'growth-transform-784-500-10',
      about: 'growth-transform spikes: kernels by competition, then labels by the gated sparsity rule',
      seed: 1,
      dataset: { name: 'mnist' },
      ...growth,
    }),
    reference: { 10: [4.33] },
  },
]

export default comparison({
  name: 'mnist',
  about: 'Rate rules and the dendritic network on MNIST: the same sizes, data, seeds and measures',
  control: 'backprop',
  seeds: [1, 2, 3],
  epochs: 10,
  quick: { seeds: [1], epochs: 1, train: 20_000, networks: ['784-500-10'] },
  entries: [
    one(feedback.backprop, { 1: [3.89, 0.41], 5: [1.93, 0.09], 10: [1.78, 0.01] }),
    one(feedback.backpropAdam, { 1: [3.43], 5: [2.01], 10: [1.95] }),
    one(feedback.shallow, { 1: [8.96, 0.04], 5: [6.92, 0.18], 10: [6.34, 0.05] }),
    one(feedback.feedbackAlignment, { 1: [7.17, 0.41], 5: [2.41, 0.02], 10: [2.23, 0.04] }),
    one(feedback.directFeedback, { 1: [7.17, 0.41], 5: [2.41, 0.02], 10: [2.23, 0.04] }),
    one(feedback.signSymmetry, { 1: [4.73], 5: [2.07], 10: [1.96] }),
    one(feedback.kolenPollack, { 1: [4.07, 0.6], 5: [2.02, 0], 10: [2.21, 0.2] }),
    one(feedback.weightMirror, { 1: [5.55, 1.36], 5: [2.25, 0.04], 10: [1.92, 0.21] }),
    one(feedback.informationAlignment, { 1: [5.1, 1], 5: [2.31, 0.02], 10: [2.01, 0.2] }),
    one(feedback.symmetricAlignment, { 1: [5.03, 0.92], 5: [2.01, 0.07], 10: [1.9, 0.09] }),
    one(feedback.activationAlignment, { 1: [5.53], 5: [2.23], 10: [1.72] }),
    one(feedback.activationAlignmentRates, { 1: [6.78, 0.88], 5: [2.14, 0.03], 10: [2.01, 0.11] }),
    one(targets.backpropTanh, { 1: [7.95], 5: [2.62], 10: [2.42] }),
    one(targets.matchedFeedback, { 1: [5.33], 5: [2.31], 10: [1.95] }),
    one(targets.lraFeedback, { 1: [5.08, 0.18], 5: [2.54, 0.02], 10: [2.06, 0.04] }),
    one(targets.lraDifference),
    one(local.localPrediction, { 1: [5.66], 5: [2.36], 10: [1.98] }),
    one(local.localSimilarity, { 1: [4.72], 5: [4.67], 10: [4.44] }),
    one(local.localBoth, { 1: [4.43], 5: [2.93], 10: [2.68] }),
    one(local.localSimilarityBio),
    one(local.localBio, { 1: [6.95], 5: [5.88], 10: [5.4] }),
    one(kernel.hsicBottleneck, { 1: [5.65], 5: [2.73], 10: [2.29] }),
    one(kernel.plausibleHsic),
    one(kernel.groupedHsic(50), { 1: [7.69], 5: [4.32], 10: [3.46] }),
    one(kernel.cosineHsic),
    one(kernel.groupedCosineHsic(50), { 1: [5.02], 5: [3.86], 10: [5.39] }),
    one(kernel.thirdFactorHsic()),
    one(kernel.robustHsic),
    one(alternating, { 1: [5.5], 5: [3.34], 10: [2.49] }),
    one(nodePerturbation),
    one(reinforced),
    one(rewardModulated),
    one(nonlinearHebb),
    one(infomaxFeatures),
    { rule: 'dendrites', network: '784-500-10', experiment: plateau },
    ...spiking,
    deep(feedback.backprop, { 1: [5.39], 5: [2.18], 10: [2.04] }, 0.1),
    deep(feedback.backpropAdam, { 1: [3.3], 5: [2.29], 10: [2.23] }),
    deep(feedback.shallow, { 1: [25.95], 5: [19.34], 10: [17.36] }, 0.1),
    deep(feedback.feedbackAlignment, { 1: [24.14], 5: [6.71], 10: [15.74] }, 0.1),
    deep(feedback.directFeedback, undefined, 0.1),
    deep(feedback.signSymmetry, { 1: [6.87], 5: [2.52], 10: [2.17] }, 0.1),
    deep(feedback.kolenPollackAt(0.1), { 1: [5.67], 5: [2.39], 10: [2.11] }),
    deep(feedback.weightMirror, { 1: [9.22], 5: [3.07], 10: [8.55] }, 0.1),
    deep(feedback.informationAlignment, { 1: [15.51], 5: [9.04], 10: [6.05] }, 0.1),
    deep(feedback.symmetricAlignment, { 1: [27.07], 5: [59.78], 10: [88.65] }, 0.1),
    deep(feedback.activationAlignment, { 1: [9.42], 5: [3.23], 10: [3.56] }, 0.1),
    deep(targets.lraFeedback, { 1: [7.09], 5: [5.1], 10: [4.17] }, 0.1),
    deep(targets.targetPropagation, { 1: [7.94], 5: [4.58], 10: [3.57] }, 0.1),
    deep(local.localPrediction, { 1: [7.46], 5: [3.04], 10: [2.23] }),
    deep(local.localSimilarity, { 1: [5.47], 5: [5.58], 10: [7.58] }),
    deep(local.localBoth, { 1: [4.03], 5: [2.48], 10: [2.16] }),
    deep(kernel.hsicBottleneck, { 1: [6], 5: [3.22], 10: [2.6] }),
    deep(kernel.groupedCosineHsic(32), { 1: [5.4], 5: [4.29], 10: [3.9] }),
  ],
})
