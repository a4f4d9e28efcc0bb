/** Networks of noisy neurons that pay a cost at the end of each window, many runs side by side: groups of one population. */
import { squared } from '../../models/neurons/cost.ts'
import { noisyLif } from '../../models/neurons/noisy-lif.ts'
import type { Experiment, Neuron, Population, Projection, Quantity, Rule, Stage } from '../../src/spec/types.ts'
import { windowProbe } from './rdd-probes.ts'

export interface Windows {
  /** Weight of each neuron on its noise: those of a run, or a list for each run. */
  weights: readonly number[] | readonly (readonly number[])[]
  /** Independent runs side by side. */
  runs: number
  /** Length of a window, ticks. */
  span: number
  /** Windows of every run. */
  windows: number
  set: NonNullable<Population['set']>
  /** Parameters that differ from neuron to neuron of a run. */
  each?: Record<string, readonly number[]>
  cost?: Neuron
  pay?: Population['set']
  /** Read-outs in use. */
  readouts?: 1 | 2
  /** Epochs into which the windows are divided. */
  epochs?: number
  /** Whether twin networks tell the truth. */
  twins?: boolean
  rule?: Rule
  ruleSet?: Record<string, Quantity>
}

/** Of all neurons of all runs, in order. */
const everyWeight = (weights: Windows['weights'], runs: number): number[] =>
  typeof weights[0] === 'number' ? tiled(weights as number[], runs) : (weights as number[][]).flat()

const tiled = (values: readonly number[], runs: number): number[] => Array.from({ length: runs }, () => values).flat()

const ofRun = 'pre.group == post.unit'
const toRun = 'pre.unit == post.group'

/** Read-outs of the neurons, in the cost of each run. */
const readouts = (count: number): Projection[] =>
  [
    { from: 'lk.out.p', to: 'cost.first' },
    { from: 'lk.out.q', to: 'cost.second' },
  ]
    .slice(0, count)
    .map(p => ({ ...p, weights: 1, connect: ofRun }))

/** A twin of the cost for every neuron: all read-outs as they are, and the neuron's own change. */
const twins = (count: number): Projection[] => [
  ...[
    { from: 'cost.first.p', to: 'twin.first' },
    { from: 'cost.second.q', to: 'twin.second' },
  ]
    .slice(0, count)
    .map(p => ({ ...p, weights: 1, connect: toRun })),
  ...[
    { from: 'lk.out.dp', to: 'twin.first' },
    { from: 'lk.out.dq', to: 'twin.second' },
  ]
    .slice(0, count)
    .map(p => ({ ...p, weights: 1, connect: 'one-to-one' as const })),
  { from: 'twin.soma.c', to: 'lk.truth', weights: 1, connect: 'one-to-one' },
]

const stage = (w: Windows): Stage => ({
  presentations: w.windows / (w.epochs ?? 1),
  epochs: w.epochs ?? 1,
  learn: w.rule !== undefined,
  phases: [
    { name: 'window', lasts: `${w.span} ticks`, order: ['lk.soma'] },
    {
      name: 'judge',
      lasts: '1 ticks',
      order: ['lk.out', 'cost', 'lk.effect', ...(w.twins === false ? [] : ['twin', 'lk.truth'])],
    },
  ],
})

/** Populations lk, cost and twin, what joins them, and a record of every window. */
export const windows = (w: Windows): Pick<Experiment, 'dt' | 'populations' | 'projections' | 'train' | 'probes'> => {
  const { runs, weights, cost = squared, pay = {}, readouts: count = 1 } = w
  const each = Object.fromEntries(Object.entries(w.each ?? {}).map(([name, values]) => [name, tiled(values, runs)]))
  const hasTwins = w.twins !== false
  const all = everyWeight(weights, runs)
  const members = all.length / runs
  return {
    dt: '1 ms',
    populations: {
      lk: {
        neuron: noisyLif,
        shape: [runs, members],
        set: { ...w.set, ...each },
        init: { 'soma.w': all },
      },
      cost: { neuron: cost, size: runs, set: pay },
      ...(hasTwins
        ? { twin: { neuron: cost, shape: [runs, members] as [number, number], set: { ...pay, sd: 0 } } }
        : {}),
    },
    projections: [
      ...readouts(count),
      ...(hasTwins ? twins(count) : []),
      {
        name: 'reward',
        from: 'cost.soma.c',
        to: 'lk.effect',
        weights: 1,
        connect: toRun,
        ...(w.rule ? { rule: w.rule, set: w.ruleSet ?? {} } : {}),
      },
    ],
    train: [stage(w)],
    probes: [
      windowProbe({
        population: 'lk',
        neurons: all.length,
        presentations: w.windows / (w.epochs ?? 1),
        epochs: w.epochs ?? 1,
        truth: hasTwins,
      }),
    ],
  }
}

/** Mean distance of the weights of the two neurons of a run from a goal, and the share of runs that are nearer than 2. */
export const distance = ([first, second]: [number, number]): Experiment['measures'] => {
  const goal = `(member == 0 ? ${first} : ${second})`
  const far = `sqrt(sum(group, (soma.w - ${goal}) * (soma.w - ${goal})))`
  return {
    distance: { of: 'lk', value: `sum(all, member == 0 ? ${far} : 0) / groups` },
    near: { of: 'lk', value: `sum(all, member == 0 && ${far} < 2 ? 1 : 0) / groups` },
  }
}
