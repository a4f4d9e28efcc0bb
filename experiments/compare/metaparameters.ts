import { comparison, type Entry } from '../../src/spec/comparison.ts'
import { experiment } from '../../src/spec/define.ts'
import { type Method, rateNetwork } from '../parts/rate.ts'
import { backprop, feedbackAlignment, primitivesMethod } from '../parts/rate-feedback.ts'

/**
 * Random search over the coefficients of published rules (Kunin et al. 2020, section 4; specification 2.5): gain of the driving terms
 * 10^U(-0.5, 0.3), restoring terms that share 1, feedback rate 10^U(-2, -1); the same eight draws for every rule, then depth alone changes.
 * Best draw: what a rule can do; median: how little it minds its constants.
 */
const draws = [
  { gain: 0.42, eta: 0.0316, share: 0.3 },
  { gain: 1.78, eta: 0.0126, share: 0.6 },
  { gain: 0.89, eta: 0.0794, share: 0.2 },
  { gain: 0.53, eta: 0.0158, share: 0.8 },
  { gain: 1.26, eta: 0.05, share: 0.5 },
  { gain: 0.71, eta: 0.0251, share: 0.9 },
  { gain: 1.5, eta: 0.0631, share: 0.4 },
  { gain: 0.33, eta: 0.01, share: 0.7 },
]

const depths = [1, 3, 5]
const networkOf = (depth: number) => [784, ...new Array<number>(depth).fill(100), 10].join('-')

const entry = (depth: number, method: Method, name: string, rule = name): Entry => {
  const network = networkOf(depth)
  const hidden = new Array<number>(depth).fill(100)
  const made = experiment(rateNetwork({ hidden, eta: 0.05 }, method))
  const varied = [{ rule, by: 'hidden layers', value: depth }]
  return { rule: name, network, experiment: { ...made, name: `${name}-${network}` }, varied }
}

/** Rules by their primitives; the first drives, the others restore. */
const rules: Record<string, Parameters<typeof primitivesMethod>[0]> = {
  'weight-mirror': ['amp', 'decay'],
  'information-alignment': ['amp', 'decay', 'null'],
  'symmetric-alignment': ['self', 'decay'],
  'activation-alignment': ['amp', 'sparse'],
}

/** Two restoring terms share 1 as the draw says. */
const coefficients = (primitives: string[], { gain, share }: (typeof draws)[number]): Record<string, number> => {
  const [drive, ...restoring] = primitives
  const parts = restoring.length === 1 ? [1] : [share, 1 - share]
  return { [drive]: gain, ...Object.fromEntries(restoring.map((p, i) => [p, parts[i]])) }
}

const cells = (depth: number): Entry[] =>
  Object.entries(rules).flatMap(([name, primitives]) =>
    draws.map((draw, i) =>
      entry(
        depth,
        primitivesMethod(primitives, {
          drive: 'noise',
          coefficients: coefficients(primitives, draw),
          eta: draw.eta,
        }),
        `${name}-draw${i + 1}`,
        name,
      ),
    ),
  )

export default comparison({
  name: 'metaparameters',
  about: 'Random search over the coefficients of four alignment rules, one, three and five hidden layers',
  control: 'backprop',
  seeds: [1],
  epochs: 2,
  quick: { seeds: [1], epochs: 1, train: 2000 },
  entries: depths.flatMap(depth => [
    entry(depth, backprop, 'backprop'),
    entry(depth, feedbackAlignment, 'feedback-alignment'),
    ...cells(depth),
  ]),
})
