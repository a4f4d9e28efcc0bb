/** What the cells reached: their epochs, and per rule means, spreads and paired tests over seeds. */

import { mean, standardDeviation } from '../../measure/average.ts'
import { type Paired, paired } from '../../measure/paired.ts'
import { openRun, readScores } from '../../node/folder.ts'
import { isRun } from '../../node/load-experiment.ts'
import type { ScoreRow } from '../../node/score-row.ts'
import type { Comparison, Varied } from '../../spec/comparison.ts'
import type { Experiment } from '../../spec/types.ts'
import { type Cell, comparedEpoch, type Row } from './cells.ts'
import type { CellUpdates } from './updates.ts'

/** Of a run that became no number: the error of a constant answer on the test set. */
const CONSTANT = 0.902

export interface CellResult {
  rule: string
  network: string
  seed: number
  state: string
  folder: string
  epochs: ScoreRow[]
  updates: CellUpdates
}

export interface Line {
  epoch: number
  seeds: number[]
  errors: number[] // per cent, in the order of seeds
  mean: number
  sd: number
  against?: Paired // the control, over the seeds that both have
  /** Whether the mean is as good as the reference, within its tolerance or better; absent without one. */
  asReference?: boolean
}

export interface RuleResult {
  rule: string
  network: string
  about: string
  varied: Varied[]
  locality: Row['locality']
  multiplyAdds: number
  spikesPerImage: number
  imagesPerSecond: number
  cpuMsPerImage: number // of training
  failed: number // seeds
  lines: Line[]
  /** Between feedback and forward weights, mean over layers and seeds, degrees: 0 is backpropagation. */
  angles: Point[]
  /** Between the rule's updates of a hidden layer and those of backpropagation, degrees, from epoch 0; layers from the lowest. */
  updates: Point[][]
}

interface Point {
  epoch: number
  mean: number
  sd: number
}

export const resultOf = ({ row, seed, path, experiment }: Cell, all: Map<string, CellUpdates>): CellResult => {
  const { rule, network } = row.entry
  if (!isRun(path)) return { rule, network, seed, state: 'waiting', folder: path, epochs: [], updates: {} }
  const run = openRun(path)
  return {
    rule,
    network,
    seed,
    state: run.manifest.state,
    folder: path,
    epochs: compared(readScores(run), experiment),
    updates: all.get(path) ?? {},
  }
}

/** The rows that end an epoch of the comparison. */
const compared = (rows: ScoreRow[], e: Experiment): ScoreRow[] =>
  rows.flatMap(row => {
    const epoch = comparedEpoch(e, row.epoch)
    return epoch === undefined ? [] : [{ ...row, epoch }]
  })

export const summary = (
  c: Comparison,
  cells: Cell[],
  epochs: number,
  isFull: boolean,
  updates: Map<string, CellUpdates>,
): RuleResult[] => {
  const results = cells.map(cell => resultOf(cell, updates))
  const rows = [...new Map(cells.map(cell => [cell.row.entry.experiment.name, cell.row])).values()]
  const errorsOf = (rule: string, network: string, epoch: number) =>
    errorsAt(
      results.filter(r => r.rule === rule && r.network === network),
      epoch,
    )
  return rows.map(({ entry, locality, multiplyAdds }): RuleResult => {
    const own = results.filter(r => r.rule === entry.rule && r.network === entry.network)
    const rowsOfRuns = own.flatMap(r => r.epochs)
    const lines = Array.from({ length: epochs }, (_, i) =>
      lineOf(
        i + 1,
        errorsOf(entry.rule, entry.network, i + 1),
        errorsOf(c.control, entry.network, i + 1),
        entry.rule === c.control,
      ),
    ).filter(l => l.errors.length > 0)
    return {
      rule: entry.rule,
      network: entry.network,
      about: entry.experiment.about,
      varied: entry.varied ?? [],
      locality,
      multiplyAdds,
      spikesPerImage: meanOf(rowsOfRuns, 'spikesPerImage'),
      imagesPerSecond: meanOf(rowsOfRuns, 'imagesPerSecond'),
      cpuMsPerImage: meanOf(rowsOfRuns, 'cpuMsPerImage'),
      failed: own.filter(r => r.state === 'failed').length,
      angles: anglesOf(own, epochs),
      updates: updatesOf(own, epochs),
      lines: lines.map(l => (isFull ? judged(l, entry.reference?.[l.epoch]) : l)),
    }
  })
}

const updatesOf = (runs: CellResult[], epochs: number): Point[][] => {
  const layers = Math.max(0, ...runs.flatMap(r => Object.values(r.updates).map(angles => angles.length)))
  return Array.from({ length: layers }, (_, layer) =>
    Array.from({ length: epochs + 1 }, (_, epoch) => epoch).flatMap(epoch => {
      const each = runs.flatMap(r => r.updates[epoch]?.[layer] ?? [])
      return each.length ? [{ epoch, mean: mean(each), sd: standardDeviation(each) }] : []
    }),
  )
}

/** From measures named feedbackAngle, or feedbackAngle.<projection>. */
const anglesOf = (runs: CellResult[], epochs: number): RuleResult['angles'] =>
  Array.from({ length: epochs }, (_, i) => i + 1).flatMap(epoch => {
    const rows = runs.flatMap(r => r.epochs.filter(e => e.epoch === epoch))
    const each = rows.map(r => mean(feedbackAngles(r))).filter(Number.isFinite)
    return each.length ? [{ epoch, mean: mean(each), sd: standardDeviation(each) }] : []
  })

const feedbackAngles = (row: ScoreRow): number[] =>
  Object.entries((row.measures ?? {}) as Record<string, number>).flatMap(([name, angle]) =>
    /^feedbackAngle(\.|$)/.test(name) ? [angle] : [],
  )

const meanOf = (rows: ScoreRow[], key: string): number => mean(rows.map(r => Number(r[key])))

/** Error in per cent by seed. */
const errorsAt = (results: CellResult[], epoch: number): Map<number, number> =>
  new Map(
    results.flatMap((r): [number, number][] => {
      const row = r.epochs.find(e => e.epoch === epoch)
      if (row?.testError !== undefined) return [[r.seed, 100 * Number(row.testError)]]
      return r.state === 'failed' ? [[r.seed, 100 * CONSTANT]] : []
    }),
  )

const lineOf = (epoch: number, own: Map<number, number>, control: Map<number, number>, isControl: boolean): Line => {
  const seeds = [...own.keys()]
  const errors = [...own.values()]
  const both = seeds.filter(s => control.has(s))
  const against =
    isControl || both.length === 0
      ? undefined
      : paired(
          both.map(s => own.get(s)!),
          both.map(s => control.get(s)!),
        )
  return { epoch, seeds, errors, mean: mean(errors), sd: standardDeviation(errors), ...(against ? { against } : {}) }
}

/** Within 1.5 points at epoch 1, later within 0.6 points or three deviations of the reference, or better. */
const judged = (line: Line, reference: [mean: number, deviation?: number] | undefined): Line => {
  if (!reference) return line
  const [expected, deviation = 0] = reference
  return { ...line, asReference: line.mean <= expected + (line.epoch === 1 ? 1.5 : Math.max(0.6, 3 * deviation)) }
}
