/** A comparison: experiments side by side on the same data. Plain data, like an experiment. */
import { oneOf, SpecError } from '../errors.ts'
import { checkExperiment } from './check.ts'
import { describe } from './model.ts'
import type { Experiment } from './types.ts'

/** A published or measured error in per cent at an epoch, with the deviation over seeds where it is known. */
export type Reference = Record<string, [mean: number, deviation?: number]>

export interface Entry {
  rule: string
  /** What the entries of one table share: '784-500-10'. */
  network: string
  experiment: Experiment
  reference?: Reference
  /** Where it stands in what the comparison varies; several, where it belongs to several series. */
  varied?: Varied[]
}

/**
 * A point of a series: the page draws the error of `rule` against `value` in a chart for each `by`. Entries with the same three are draws of constants:
 * their median is drawn, and a band from the best to the worst. Without `value` the chart has a bar a rule.
 */
export interface Varied {
  rule: string
  by: string // 'noise on W', 'hidden layers'
  value?: number
}

export interface Comparison {
  kind: 'comparison'
  name: string
  about: string
  /** The rule that the others are tested against. */
  control: string
  seeds: number[]
  epochs: number
  entries: Entry[]
  /** What --quick does. */
  quick: { seeds: number[]; epochs: number; train: number; networks?: string[] }
}

export const comparison = (c: Omit<Comparison, 'kind'>): Comparison => ({ kind: 'comparison', ...c })

/** Throws SpecError with the path of what is wrong. */
export const checkComparison = (value: unknown, path = 'comparison'): Comparison => {
  const c = value as Comparison
  if (c?.kind !== 'comparison')
    throw new SpecError(path, 'a comparison, made by comparison({ .. })', String(c?.kind ?? typeof value))
  if (!Array.isArray(c.entries) || c.entries.length === 0)
    throw new SpecError(`${path}.entries`, 'at least one entry', 'none')
  const rules = c.entries.map(e => e.rule)
  if (!rules.includes(c.control)) throw new SpecError(`${path}.control`, oneOf(c.control, rules), `'${c.control}'`)
  const entries = c.entries.map((e, i) => {
    const twin = c.entries.findIndex(o => o.experiment.name === e.experiment.name)
    if (twin < i)
      throw new SpecError(`${path}.entries[${i}].experiment.name`, 'a name of its own', `'${e.experiment.name}' again`)
    checkVaried(e.varied ?? [], `${path}.entries[${i}].varied`)
    return { ...e, experiment: checkExperiment(e.experiment) }
  })
  return { ...c, entries }
}

const checkVaried = (all: Varied[], path: string): void => {
  if (!Array.isArray(all)) throw new SpecError(path, 'a list', describe(all))
  all.forEach((v, k) => {
    const isPoint = typeof v?.rule === 'string' && typeof v.by === 'string'
    if (!isPoint || (v.value !== undefined && !Number.isFinite(v.value)))
      throw new SpecError(
        `${path}[${k}]`,
        "{ rule: 'a', by: 'depth', value: 1 }, value a number or left out",
        describe(v),
      )
  })
}
