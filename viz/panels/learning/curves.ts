import type { Score } from '../../source/run-file.ts'
import type { Curves } from '../../stage.ts'
import type { Point } from '../chart.ts'

export type Kind = 'error' | 'losses' | 'angles' | 'measures'

export interface Curve {
  name: string
  points: Point[]
}

/** Curves of one kind over epochs; a quantity that was never measured has none. */
export const curvesOf = (run: Pick<Curves, 'scores'>, kind: Kind): Curve[] => {
  const names = [...new Set(run.scores.flatMap(s => Object.keys(valuesOf(s, kind))))]
  return names.map(name => ({ name, points: run.scores.flatMap(s => point(s, kind, name)) }))
}

const point = (score: Score, kind: Kind, name: string): Point[] => {
  const value = valuesOf(score, kind)[name]
  return value === undefined ? [] : [[score.epoch, value]]
}

const isAngle = (name: string): boolean => /angle/i.test(name)
const picked = (values: Record<string, number>, keep: (name: string) => boolean): Record<string, number> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => keep(name)))

const UPDATE = ' (update to backprop)'

/** Angles are those of updates, and measures that are called so: of weights to feedback. */
const valuesOf = (score: Score, kind: Kind): Record<string, number> => {
  if (kind === 'losses') return score.losses
  if (kind === 'angles') return { ...ofUpdates(score.angles), ...picked(score.measures, isAngle) }
  if (kind === 'measures') return picked(score.measures, name => !isAngle(name))
  const { testError, trainError } = score
  return {
    ...(testError === undefined ? {} : { test: testError }),
    ...(trainError === undefined ? {} : { train: trainError }),
  }
}

const ofUpdates = (angles: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(angles).map(([name, value]) => [`${name}${UPDATE}`, value]))

/** Runs of one experiment: they differ by seed, and are averaged. */
export interface Group {
  name: string
  runs: Curves[]
}

export const groupRuns = (runs: readonly Curves[]): Group[] => {
  const groups = new Map<string, Group>()
  for (const run of runs) {
    const group = groups.get(run.file.name) ?? { name: run.file.name, runs: [] }
    group.runs.push(run)
    groups.set(run.file.name, group)
  }
  return [...groups.values()]
}

/** Mean, and mean plus and minus one standard deviation (n - 1), at every epoch that all curves have. */
export const meanAndBand = (curves: readonly (readonly Point[])[]) => {
  const tables = curves.map(points => new Map(points))
  const epochs = curves[0].map(p => p[0]).filter(epoch => tables.every(t => t.has(epoch)))
  const mean: Point[] = []
  const band: [number, number, number][] = []
  for (const epoch of epochs) {
    const values = tables.map(t => t.get(epoch)!)
    const m = values.reduce((a, b) => a + b, 0) / values.length
    const sd = Math.sqrt(values.reduce((sum, v) => sum + (v - m) ** 2, 0) / Math.max(1, values.length - 1))
    mean.push([epoch, m])
    band.push([epoch, m - sd, m + sd])
  }
  return { mean, band }
}
