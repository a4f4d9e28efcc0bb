import { comparison, type Entry, type Varied } from '../../src/spec/comparison.ts'
import { experiment } from '../../src/spec/define.ts'
import { type Method, rateNetwork } from '../parts/rate.ts'
import * as feedback from '../parts/rate-feedback.ts'
import { type Noise, noisy } from '../parts/rate-noise.ts'

const deviations = [0.001, 0.00316, 0.01, 0.0316, 0.1]
const network = '784-100-100-100-100-10'

const entry = (method: Method, varied: Varied[], name = method.name): Entry => {
  const made = experiment(rateNetwork({ hidden: [100, 100, 100, 100], eta: 0.05 }, method))
  return { rule: name, network, experiment: { ...made, name: `${name}-${network}` }, varied }
}

/** Noise on the forward weights, on the feedback weights and on both. */
const places: [string, (sd: number) => Noise][] = [
  ['W', sd => ({ forward: sd })],
  ['B', sd => ({ feedback: sd })],
  ['WB', sd => ({ forward: sd, feedback: sd })],
]

/** Backpropagation has no feedback weights of its own: noise on W only. */
const rows = (method: Method, of = places): Entry[] => {
  const at = (where: string, sd: number): Varied => ({
    rule: method.name,
    by: `noise on the updates of ${where}`,
    value: sd,
  })
  return [
    entry(
      method,
      of.map(([where]) => at(where, 0)),
    ),
    ...of.flatMap(([where, noise]) =>
      deviations.map(sd => entry(noisy(method, noise(sd)), [at(where, sd)], `${method.name}+${where}${sd}`)),
    ),
  ]
}

export default comparison({
  name: 'noise',
  about: 'Noise on the updates of forward (W) and feedback (B) weights: how exact a learning signal has to be',
  control: 'backprop',
  seeds: [1, 2, 3],
  epochs: 5,
  quick: { seeds: [1], epochs: 1, train: 5000 },
  entries: [
    ...rows(feedback.backprop, places.slice(0, 1)),
    ...rows(feedback.symmetricAlignment),
    ...rows(feedback.activationAlignment),
    ...rows(feedback.kolenPollack),
    ...rows(feedback.informationAlignment),
  ],
})
