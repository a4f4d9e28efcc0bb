/** The grid of a comparison: a cell is a run of one rule with one seed. */

import { oneOf, SpecError } from '../../errors.ts'
import { runPath } from '../../node/folder.ts'
import { experimentHash } from '../../node/hash.ts'
import { planExperiment } from '../../plan/build.ts'
import { type LocalityClass, localityOf } from '../../plan/locality.ts'
import type { Comparison, Entry } from '../../spec/comparison.ts'
import type { Experiment, Stage } from '../../spec/types.ts'
import { type Adjustments, adjusted } from '../adjust.ts'
import { multiplyAdds } from './cost.ts'

export interface Row {
  entry: Entry
  locality: { class: LocalityClass; why: string }
  multiplyAdds: number // for one training image, graded signals only
}

export interface Cell {
  row: Row
  seed: number
  experiment: Experiment
  path: string // of its run folder
}

const rowsOf = (stages: Stage[]): number => stages.reduce((sum, stage) => sum + (stage.epochs ?? 1), 0)

/** Epochs of a run that one of the comparison takes: stages within the last stage have their own. */
const perEpoch = ({ train }: Experiment): number => rowsOf(train.at(-1)?.stages ?? [{}])

/** The epoch of a run after which it has done `epochs` of its last stage; stages before that prepare (kernels before labels). */
export const lastEpoch = (e: Experiment, epochs: number): number => rowsOf(e.train.slice(0, -1)) + epochs * perEpoch(e)

/** The epoch of the comparison that ends with an epoch of the run; undefined within one, and while the run prepares. */
export const comparedEpoch = (e: Experiment, epoch: number): number | undefined => {
  const done = (epoch - lastEpoch(e, 0)) / perEpoch(e)
  return done >= 1 && Number.isInteger(done) ? done : undefined
}

export interface Choice {
  rules?: string[]
  networks?: string[]
  seeds: number[]
  epochs: number
  train?: number
  test?: number
  set?: string[]
}

/** What the options ask for; --quick changes the defaults only. */
export const choiceOf = (c: Comparison, options: Partial<Choice> & { quick?: boolean }): Choice => {
  const { quick, ...given } = options
  const base: Choice = quick
    ? {
        seeds: c.quick.seeds,
        epochs: c.quick.epochs,
        train: c.quick.train,
        ...(c.quick.networks ? { networks: c.quick.networks } : {}),
      }
    : { seeds: c.seeds, epochs: c.epochs }
  return { ...base, ...Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined)) }
}

export const cellsOf = (c: Comparison, choice: Choice, out: string): Cell[] => {
  checkKnown(
    '--rules',
    choice.rules,
    c.entries.map(e => e.rule),
  )
  checkKnown(
    '--networks',
    choice.networks,
    c.entries.map(e => e.network),
  )
  const chosen = c.entries.filter(
    e => (choice.rules?.includes(e.rule) ?? true) && (choice.networks?.includes(e.network) ?? true),
  )
  if (chosen.length === 0) throw new SpecError('--rules', 'rules that the chosen networks have', String(choice.rules))
  // Seeds outside, so that a comparison which is stopped has some of everything.
  const rows = chosen.map(entry => rowOf(entry, choice))
  return choice.seeds.flatMap(seed => rows.map(row => cellOf(row, seed, choice, out)))
}

const checkKnown = (option: string, given: string[] | undefined, known: string[]): void => {
  const all = [...new Set(known)]
  for (const name of given ?? []) if (!all.includes(name)) throw new SpecError(option, oneOf(name, all), `'${name}'`)
}

const changes = ({ train, test, set }: Choice): Adjustments => ({ train, test, set })

const rowOf = (entry: Entry, choice: Choice): Row => {
  const planned = planExperiment(adjusted(entry.experiment, changes(choice)))
  return { entry, locality: localityOf(planned).experiment, multiplyAdds: multiplyAdds(planned) }
}

const cellOf = (row: Row, seed: number, choice: Choice, out: string): Cell => {
  const experiment = adjusted(row.entry.experiment, { ...changes(choice), seed })
  const identity = { name: experiment.name, seed, hash: experimentHash(experiment) }
  return { row, seed, experiment, path: runPath(out, identity) }
}
