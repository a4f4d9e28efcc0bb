/**
 * Which rule did it? A classifier is trained on what was seen of some runs and asked about others, over many splits by run (Nayebi et al.
 * 2020). A row is one layer of one run; chance is 1 / rules.
 */
import { choice, type Random, randomStream } from '../../data/random.ts'
import type { Observed } from './observables.ts'
import { ridge } from './ridge.ts'

/** A layer of a run, at each checkpoint. */
export interface Trajectory {
  run: string
  rule: string
  layer: number // from 0
  checkpoints: Observed[]
}

export interface FeatureSet {
  name: string
  of: (keyof Observed)[]
  /** Which of n checkpoints. */
  at: (n: number) => number[]
}

const all = (n: number) => Array.from({ length: n }, (_, i) => i)

export const featureSets: readonly FeatureSet[] = [
  { name: 'weights, activity and its change', of: ['weights', 'activity', 'change'], at: all },
  { name: 'weights and activity', of: ['weights', 'activity'], at: all },
  { name: 'weights', of: ['weights'], at: all },
  { name: 'activity', of: ['activity'], at: all },
  { name: 'change of activity', of: ['change'], at: all },
  { name: 'activity of 20 units', of: ['fewUnits'], at: all },
  { name: 'activity, last checkpoint', of: ['activity'], at: n => [n - 1] },
  { name: 'activity, 3 checkpoints spread', of: ['activity'], at: n => [0, Math.floor((n - 1) / 2), n - 1] },
  { name: 'activity, first 3 checkpoints', of: ['activity'], at: n => all(Math.min(3, n)) },
]

export interface Verdict {
  features: string
  /** Mean over splits of the balanced accuracy, and its standard deviation. */
  accuracy: number
  deviation: number
  /** [true rule][guess], fractions of the rows of a rule. */
  confusion: number[][]
}

const SPLITS = 20
const TRAINED = 0.75

/** The verdict of each feature set over splits of the runs, three quarters of each rule for training. */
export const tellApart = (rows: readonly Trajectory[], rules: readonly string[], seed = 1): Verdict[] =>
  featureSets.map(set => verdict(rows, rules, set, seed))

const verdict = (rows: readonly Trajectory[], rules: readonly string[], set: FeatureSet, seed: number): Verdict => {
  const features = rows.map(r => featuresOf(r, set))
  const counts = rules.map(() => rules.map(() => 0))
  const accuracies = Array.from({ length: SPLITS }, (_, split) => {
    const trained = trainingRuns(rows, rules, seed, split)
    const indices = [...rows.keys()]
    const train = indices.filter(i => trained.has(rows[i].run))
    const rest = indices.filter(i => !trained.has(rows[i].run))
    const classOf = (i: number) => rules.indexOf(rows[i].rule)
    const machine = ridge(
      train.map(i => features[i]),
      train.map(classOf),
      rules.length,
    )
    const guesses = machine.predict(rest.map(i => features[i]))
    rest.forEach((i, k) => {
      counts[classOf(i)][guesses[k]]++
    })
    return balanced(rest.map(classOf), guesses, rules.length)
  })
  const accuracy = mean(accuracies)
  const deviation = Math.sqrt(mean(accuracies.map(a => (a - accuracy) ** 2)))
  return { features: set.name, accuracy, deviation, confusion: counts.map(shares) }
}

/** Guesses for rows of rules that the classifier has not seen: [rule]: how often each known rule was named. */
export const landing = (
  known: readonly Trajectory[],
  rules: readonly string[],
  others: readonly Trajectory[],
): Record<string, number[]> => {
  const [, set] = featureSets
  const machine = ridge(
    known.map(r => featuresOf(r, set)),
    known.map(r => rules.indexOf(r.rule)),
    rules.length,
  )
  const names = [...new Set(others.map(o => o.rule))]
  return Object.fromEntries(
    names.map(name => {
      const guesses = machine.predict(others.filter(o => o.rule === name).map(o => featuresOf(o, set)))
      return [name, shares(rules.map((_, c) => guesses.filter(g => g === c).length))]
    }),
  )
}

/** Signed logarithms, as statistics span decades, and which layer it is. */
const featuresOf = ({ checkpoints, layer }: Trajectory, { of, at }: FeatureSet): number[] => [
  ...at(checkpoints.length).flatMap(i => of.flatMap(kind => checkpoints[i][kind].map(signedLog))),
  layer === 0 ? 1 : 0,
]

const signedLog = (x: number): number => Math.sign(x) * Math.log1p(Math.abs(x))

const trainingRuns = (
  rows: readonly Trajectory[],
  rules: readonly string[],
  seed: number,
  split: number,
): Set<string> => {
  const chosen = rules.flatMap((rule, k) => {
    const runs = [...new Set(rows.filter(r => r.rule === rule).map(r => r.run))]
    return shuffled(runs, randomStream(seed, split, k)).slice(0, Math.round(TRAINED * runs.length))
  })
  return new Set(chosen)
}

/** Fisher & Yates. */
const shuffled = <T>(of: readonly T[], random: Random): T[] => {
  const out = [...of]
  for (let i = out.length - 1; i > 0; i--) {
    const j = choice(random, i + 1)
    ;[out[i], out[j]] = [out[j], out[i]]
  }
  return out
}

/** Mean over classes of the fraction of their rows that is named right. */
const balanced = (truth: number[], guesses: number[], classes: number): number => {
  const recalls = Array.from({ length: classes }, (_, c) => {
    const mine = truth.flatMap((t, i) => (t === c ? [guesses[i] === c ? 1 : 0] : []))
    return mine.length ? mean(mine) : Number.NaN
  })
  return mean(recalls.filter(r => !Number.isNaN(r)))
}

const mean = (x: readonly number[]): number => x.reduce((sum, v) => sum + v, 0) / x.length

const shares = (counts: readonly number[]): number[] => {
  const total = counts.reduce((sum, n) => sum + n, 0)
  return counts.map(n => (total ? n / total : 0))
}
