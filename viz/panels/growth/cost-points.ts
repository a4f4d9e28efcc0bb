import type { Score } from '../../source/run-file.ts'
import type { Curves } from '../../stage.ts'

/** What an answer cost and how often it was wrong: the last test of a run. */
export interface CostPoint {
  run: string
  name: string // of the experiment
  seed: number
  setting: string // all of the experiment but its seed
  epoch: number
  x: number
  error: number // a fraction
}

const ALL = 'spikes of an image'
const OPERATIONS = 'synaptic operations of an image'
const ofPopulation = (name: string) => `spikes of ${name} of an image`

/**
 * Additions of an image: the measures of the test called `operations` or `operations.<what>`, if an experiment has them, else the synapses that
 * carried spikes.
 */
export const operationsOf = (score: Score): number | undefined => {
  const own = Object.entries(score.testMeasures).filter(([name]) => /^operations(\.|$)/.test(name))
  return own.length > 0 ? own.reduce((sum, [, n]) => sum + n, 0) : score.synapticOperations
}

/** What can stand on the axis of these runs. */
export const quantities = (runs: readonly Pick<Curves, 'scores'>[]): string[] => {
  const scores = runs.flatMap(r => r.scores)
  const populations = [...new Set(scores.flatMap(s => Object.keys(s.testSpikes)))]
  return [
    ...(scores.some(s => s.spikesPerTestImage !== undefined) ? [ALL] : []),
    ...(populations.length > 1 ? populations.map(ofPopulation) : []),
    ...(scores.some(s => operationsOf(s) !== undefined) ? [OPERATIONS] : []),
  ]
}

const costOf = (score: Score, quantity: string): number | undefined => {
  if (quantity === ALL) return score.spikesPerTestImage
  if (quantity === OPERATIONS) return operationsOf(score)
  return Object.entries(score.testSpikes).find(([name]) => ofPopulation(name) === quantity)?.[1]
}

/** A point a run that was tested; those that cost nothing have no place on a logarithmic axis. */
export const costPoints = (runs: readonly Curves[], quantity: string): CostPoint[] =>
  runs.flatMap(({ id, file, scores }) => {
    const score = scores.findLast(s => s.testError !== undefined && costOf(s, quantity) !== undefined)
    const x = score && costOf(score, quantity)
    if (!score || !x || x <= 0) return []
    const setting = settingOf(file.experiment)
    return [{ run: id, name: file.name, seed: file.seed, setting, epoch: score.epoch, x, error: score.testError! }]
  })

const settingOf = (experiment: unknown): string =>
  JSON.stringify(experiment, (key, value) => (key === 'seed' ? undefined : value)) ?? ''

/** The runs of an experiment: all of them, and the mean over seeds of each setting, dearer ones last. */
export interface CostGroup {
  name: string
  points: CostPoint[]
  means: { x: number; error: number; runs: number }[]
}

export const costGroups = (points: readonly CostPoint[]): CostGroup[] => {
  const names = [...new Set(points.map(p => p.name))]
  return names.map(name => {
    const own = points.filter(p => p.name === name)
    const settings = [...new Set(own.map(p => p.setting))]
    const means = settings.map(setting => meanOf(own.filter(p => p.setting === setting)))
    return { name, points: own, means: means.sort((a, b) => a.x - b.x) }
  })
}

const meanOf = (points: readonly CostPoint[]) => {
  const mean = (of: (p: CostPoint) => number) => points.reduce((sum, p) => sum + of(p), 0) / points.length
  return { x: mean(p => p.x), error: mean(p => p.error), runs: points.length }
}
