/** Runs of several rules whose observables are to tell which rule was at work. Plain data, like an experiment. */
import { oneOf, SpecError } from '../errors.ts'
import { checkExperiment } from './check.ts'
import type { Experiment } from './types.ts'

/** A layer that is watched. */
export interface WatchedLayer {
  weights: string // the projection into it
  activity: string // a column of its units, or their event: counts in a presentation
}

export interface IdentifiedRule {
  rule: string
  /** false: the classifier does not learn this rule, it is only asked what it takes it for. */
  known: boolean
  layers: WatchedLayer[]
  /** One a choice of seed and hyperparameters; names differ. */
  runs: Experiment[]
}

export interface Identification {
  kind: 'identification'
  name: string
  about: string
  rules: IdentifiedRule[]
  train: number // images of the training set that are used
  images: number // training presentations of a run
  checkpoints: number // the first before training, the last after it
  probes: number // test images on which activity is seen
}

export const identification = (i: Omit<Identification, 'kind'>): Identification => ({ kind: 'identification', ...i })

/** Throws SpecError with the path of what is wrong. */
export const checkIdentification = (value: unknown, path = 'identification'): Identification => {
  const i = value as Identification
  if (i?.kind !== 'identification')
    throw new SpecError(path, 'an identification, made by identification({ .. })', String(i?.kind ?? typeof value))
  for (const key of ['train', 'images', 'probes'] as const) checkWhole(`${path}.${key}`, i[key], 1)
  checkWhole(`${path}.checkpoints`, i.checkpoints, 2)
  if (!Array.isArray(i.rules) || i.rules.filter(r => r.known).length < 2)
    throw new SpecError(`${path}.rules`, 'at least two known rules', String(i.rules?.length ?? 'none'))
  const rules = i.rules.map((r, k) => ({ ...r, runs: checkRuns(r, `${path}.rules[${k}]`) }))
  return { ...i, rules }
}

const checkWhole = (path: string, value: number, least: number): void => {
  if (!Number.isSafeInteger(value) || value < least)
    throw new SpecError(path, `a whole number from ${least}`, String(value))
}

const checkRuns = (rule: IdentifiedRule, path: string): Experiment[] => {
  if (rule.runs.length < (rule.known ? 4 : 1))
    throw new SpecError(
      `${path}.runs`,
      rule.known ? 'at least four runs' : 'at least one run',
      String(rule.runs.length),
    )
  return rule.runs.map((e, k) => {
    const checked = checkExperiment(e)
    for (const { weights } of rule.layers) {
      const names = checked.projections.flatMap(p => p.name ?? [])
      if (!names.includes(weights)) throw new SpecError(`${path}.runs[${k}]`, oneOf(weights, names), `'${weights}'`)
    }
    return checked
  })
}
