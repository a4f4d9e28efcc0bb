import { momentum } from '../../models/rules/momentum.ts'
import { experiment } from '../../src/spec/define.ts'
import { type IdentifiedRule, identification, type WatchedLayer } from '../../src/spec/identification.ts'
import { dendrites } from '../parts/dendrites.ts'
import { atHalfSize } from '../parts/half-size.ts'
import { type Method, rateNetwork } from '../parts/rate.ts'
import { backprop, backpropAdam, feedbackAlignment, informationAlignment } from '../parts/rate-feedback.ts'

const hidden = [100, 100]
/** Of the images that rate networks see: at full size a third of the pixels are always dark, and most weights never move. */
const side = 14
const seeds = [1, 2]
const batches = [32, 64, 128]
const rateLayers: WatchedLayer[] = [1, 2].map(l => ({ weights: `w${l}`, activity: `x${l}.soma.x` }))

/** Three learning rates, three sizes of a batch, two seeds: 18 runs. */
const rate = (method: Method, etas: number[]): IdentifiedRule => ({
  rule: method.name,
  known: true,
  layers: rateLayers,
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

const withMomentum: Method = {
  ...backprop,
  name: 'momentum',
  about: 'backpropagation with momentum',
  rule: () => momentum,
}

/** Pyramidal cells with plateau potentials, one image at a time; activity is spikes in a test presentation. */
const spiking: IdentifiedRule = {
  rule: 'dendrites',
  known: false,
  layers: [1, 2].map(l => ({ weights: `w${l}`, activity: `h${l}.spike` })),
  runs: [0.1, 0.2].flatMap(eta =>
    seeds.map(seed =>
      experiment({
        name: `dendrites-eta${eta}-s${seed}`,
        about: 'segregated dendrites, 784-100-100-10',
        seed,
        dataset: { name: 'mnist' },
        ...dendrites({ hidden: hidden.map((size, i) => ({ name: `h${i + 1}`, size, eta })), etaOut: eta }),
      }),
    ),
  ),
}

export default identification({
  name: 'mnist',
  about:
    'Which rule was at work? 196-100-100-10 on MNIST at half its size, four rate rules, and what the dendritic network looks like',
  rules: [
    rate(withMomentum, [0.01, 0.03, 0.1]),
    rate(backpropAdam, [0.0003, 0.001, 0.003]),
    rate(feedbackAlignment, [0.03, 0.1, 0.3]),
    rate(informationAlignment, [0.03, 0.1, 0.3]),
    spiking,
  ],
  train: 10_000,
  images: 20_000,
  checkpoints: 11,
  probes: 200,
})
