/** Rate rules that are to be told apart: 196-100-100-10, each rule with three learning rates, three sizes of a batch and two seeds. */
import { momentum } from '../../models/rules/momentum.ts'
import { experiment } from '../../src/spec/define.ts'
import type { IdentifiedRule, WatchedLayer } from '../../src/spec/identification.ts'
import { atHalfSize } from './half-size.ts'
import { type Method, rateNetwork } from './rate.ts'
import { backprop, backpropAdam, feedbackAlignment, informationAlignment } from './rate-feedback.ts'

export const hidden = [100, 100]
export const seeds = [1, 2]
const batches = [32, 64, 128]
/** Of the images that rate networks see: at full size a third of the pixels are always dark, and most weights never move. */
const side = 14
const layers: WatchedLayer[] = [1, 2].map(l => ({ weights: `w${l}`, activity: `x${l}.soma.x` }))

const withMomentum: Method = {
  ...backprop,
  name: 'momentum',
  about: 'backpropagation with momentum',
  rule: () => momentum,
}

/** Learning rates by rule. */
export interface Rates {
  momentum: number[]
  adam: number[]
  /** Of feedback alignment and information alignment. */
  alignment: number[]
}

const rule = (method: Method, etas: number[]): IdentifiedRule => ({
  rule: method.name,
  known: true,
  layers,
  runs: etas.flatMap(eta =>
    batches.flatMap(lanes =>
      seeds.map(seed =>
        experiment({
          ...atHalfSize(rateNetwork({ hidden, eta, lanes, input: side * side }, method), side),
          name: `${method.name}-eta${eta}-batch${lanes}-s${seed}`,
          seed,
        }),
      ),
    ),
  ),
})

export const rateRules = (rates: Rates): IdentifiedRule[] => [
  rule(withMomentum, rates.momentum),
  rule(backpropAdam, rates.adam),
  rule(feedbackAlignment, rates.alignment),
  rule(informationAlignment, rates.alignment),
]

/** How the runs are watched. */
export const watching = { train: 10_000, images: 20_000, checkpoints: 11, probes: 200 }
