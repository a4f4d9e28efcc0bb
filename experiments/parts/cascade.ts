/**
 * Cascade correlation, one training at a time: either the weights of the outputs, or a pool of candidates, on top of the hidden units h1, h2 .. that are there. What was
 * learned comes from files: 'h1-x' are the weights from x to h1, 'out-x' those to the outputs.
 */
import { candidate, constant, coordinate, installed, logisticOutput } from '../../models/neurons/cascade.ts'
import { adamWeights } from '../../models/rules/adam.ts'
import { covary, quickprop } from '../../models/rules/quickprop.ts'
import { experiment } from '../../src/spec/define.ts'
import type { Experiment, Phase, Population, Projection, Table, Weights } from '../../src/spec/types.ts'

export interface Cascade {
  inputs: number
  classes: number
  hidden: number
  lanes: number // of a batch; quickprop wants all samples in it
  span?: number // inputs lie from -span to span
  slow?: boolean // Adam in the place of quickprop, for batches that are a part of the data
}

export const hiddenNames = (count: number): string[] => Array.from({ length: count }, (_, k) => `h${k + 1}`)
/** What unit k (from 0), or the output, hears. */
export const below = (count: number): string[] => ['one', 'x', ...hiddenNames(count)]

const from = (pre: string, post: string, rest: Partial<Projection>): Projection => ({
  name: `${post}-${pre}`,
  from: `${pre}.soma.x`,
  to: `${post}.soma`,
  ...rest,
})

const stored = (pre: string, post: string): Weights => ({ load: `${post}-${pre}` })

const network = (c: Cascade) => {
  const names = hiddenNames(c.hidden)
  const side = Math.sqrt(c.inputs)
  const x: Population = Number.isInteger(side)
    ? { neuron: coordinate, shape: [side, side] }
    : { neuron: coordinate, size: c.inputs }
  const populations: Table<Population> = {
    one: { neuron: constant, size: 1 },
    x: { ...x, set: { span: c.span ?? 1 } },
    ...Object.fromEntries(names.map(h => [h, { neuron: installed, size: 1 }])),
    out: { neuron: logisticOutput, size: c.classes },
  }
  const fixed = names.flatMap((h, k) => below(k).map(pre => from(pre, h, { weights: stored(pre, h) })))
  return { names, populations, fixed }
}

const learning = (c: Cascade, eps: number): Pick<Projection, 'rule' | 'set'> =>
  c.slow ? { rule: adamWeights, set: { eta: 0.003 } } : { rule: quickprop, set: { eps } }

const answer = { of: 'out', score: 'soma.x' }

const made = (
  c: Cascade,
  name: string,
  about: string,
  phases: Phase[],
  rest: Pick<Experiment, 'populations' | 'projections' | 'measures' | 'test'>,
) =>
  experiment({
    name,
    about,
    seed: 1,
    dt: '1 ms',
    lanes: c.lanes,
    dataset: { name: 'mnist' },
    train: [{ epochs: 100, learn: true, phases, answer }],
    ...rest,
  })

const shown = (order: string[]): Phase => ({
  name: 'show',
  lasts: '1 ticks',
  order,
  drive: { 'x.soma.p': 'image', 'out.soma.label': 'label' },
})

/** The outputs learn, from the weights in the files. */
export const outputStage = (c: Cascade): Experiment => {
  const { names, populations, fixed } = network(c)
  const order = ['one', 'x', ...names, 'out.soma']
  return made(c, 'cascade-outputs', 'outputs of a cascade learn', [shown([...order, 'out.error'])], {
    populations,
    projections: [
      ...fixed,
      ...below(c.hidden).map(pre => from(pre, 'out', { weights: stored(pre, 'out'), ...learning(c, 0.35) })),
    ],
    test: {
      every: 'epoch',
      clear: 'epoch',
      phases: [{ name: 'show', lasts: '1 ticks', order, drive: { 'x.soma.p': 'image' } }],
      answer,
    },
    measures: { error: 'error', loss: { of: 'out', value: 'sum(all, error.e * error.e) / size' } },
  })
}

/** Candidates learn; nothing else does. */
export const candidateStage = (c: Cascade, pool: number): Experiment => {
  const { names, populations, fixed } = network(c)
  const climb: Phase = { name: 'climb', lasts: '1 ticks', order: ['pool.judge', 'pool.error'] }
  const order = ['one', 'x', ...names, 'out.soma', 'out.error', 'out.residual', 'pool.soma', 'pool.centre']
  return made(c, 'cascade-candidates', 'candidates of a cascade learn', [shown(order), climb], {
    populations: { ...populations, pool: { neuron: candidate, size: pool } },
    projections: [
      ...fixed,
      ...below(c.hidden).map(pre => from(pre, 'out', { weights: stored(pre, 'out') })),
      ...below(c.hidden).map(pre =>
        from(pre, 'pool', { weights: '(2 * rand() - 1) / sqrt(pre.size)', ...learning(c, 1) }),
      ),
      { name: 'covariance', from: 'out.residual.c', to: 'pool.judge', weights: 0, rule: covary },
    ],
    measures: { error: 'error', score: { of: 'pool', value: 'max(all, judge.s)' } },
  })
}
