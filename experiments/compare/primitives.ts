import type { Primitive } from '../../models/rules/alignment.ts'
import { comparison, type Entry } from '../../src/spec/comparison.ts'
import { experiment } from '../../src/spec/define.ts'
import { type Method, rateNetwork } from '../parts/rate.ts'
import { backprop, feedbackAlignment, primitivesMethod, shallow } from '../parts/rate-feedback.ts'

type Any = Primitive | 'self'
const restoring: Any[] = ['decay', 'null', 'sparse']
const driving: Any[] = ['amp', 'self']

/** All subsets that are not empty: bit i of the number says whether element i is in it. */
const subsets = <T>(of: T[]): T[][] =>
  Array.from({ length: 2 ** of.length - 1 }, (_, k) => of.filter((_, i) => ((k + 1) >> i) & 1))

/** Gains and rates of the draws of the specification's pilot (2.5); the split within a kind is even here. */
const draws = [
  { gain: 1, eta: 0.079 },
  { gain: 1.44, eta: 0.063 },
  { gain: 0.8, eta: 0.036 },
  { gain: 0.34, eta: 0.033 },
  { gain: 0.5, eta: 0.01 },
  { gain: 1.46, eta: 0.014 },
]

/** Restoring terms share 1, driving terms share the gain. */
const coefficients = (primitives: Any[], gain: number): Record<string, number> => {
  const count = (kind: Any[]) => primitives.filter(p => kind.includes(p)).length
  return Object.fromEntries(
    primitives.map(p => [p, driving.includes(p) ? gain / count(driving) : 1 / count(restoring)]),
  )
}

const eta = 0.05
const sizes = '784-100-100-100-100-10'

/** A table of the design: what drives the alignment, and whether the feedback takes the steps of the forward weights too. */
interface Table {
  network: string
  about: string
  drive: 'noise' | 'rates'
  tied: boolean
}
const tables: Table[] = [
  { network: sizes, about: 'driven by noise', drive: 'noise', tied: false },
  { network: `${sizes}-rates`, about: 'driven by the rates of the task', drive: 'rates', tied: false },
  {
    network: `${sizes}-tied`,
    about: 'driven by noise, with the steps of the forward weights',
    drive: 'noise',
    tied: true,
  },
  {
    network: `${sizes}-rates-tied`,
    about: 'driven by the rates of the task, with the steps of the forward weights',
    drive: 'rates',
    tied: true,
  },
]

const entry = ({ network, about }: Table, method: Method, name = method.name, rule = name): Entry => {
  const made = experiment(rateNetwork({ hidden: [100, 100, 100, 100], eta }, method))
  const varied = [{ rule, by: `primitives, ${about}` }]
  return { rule: name, network, experiment: { ...made, name: `${name}-${network}` }, varied }
}

const cells = (table: Table): Entry[] =>
  subsets([...driving, ...restoring]).flatMap(primitives =>
    draws.map((draw, i) => {
      const cell = { drive: table.drive, coefficients: coefficients(primitives, draw.gain), eta: draw.eta }
      const method = primitivesMethod(primitives, { ...cell, ...(table.tied ? { tied: eta } : {}) })
      return entry(table, method, `${primitives.join('+')}-${i + 1}`, primitives.join('+'))
    }),
  )

export default comparison({
  name: 'primitives',
  about:
    'The full matrix of alignment primitives: 31 subsets, six draws of gain and rate, four hidden layers, driven by noise or rates, passive or tied to the forward weights',
  control: 'backprop',
  seeds: [1],
  epochs: 2,
  quick: { seeds: [1], epochs: 1, train: 2000, networks: [sizes] },
  entries: tables.flatMap(table => [
    ...[backprop, feedbackAlignment, shallow].map(method => entry(table, method)),
    ...cells(table),
  ]),
})
