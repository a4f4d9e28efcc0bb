/** The experiment as the options of the command line change it. */
import { SpecError } from '../errors.ts'
import { within } from '../lang/within.ts'
import { checkExperiment } from '../spec/check.ts'
import { setPath } from '../spec/set-path.ts'
import type { Experiment } from '../spec/types.ts'
import { parsed } from '../spec/vary.ts'

export interface Adjustments {
  seed?: number
  train?: number
  test?: number
  validation?: number
  set?: string[]
}

/** Throws SpecError: a path that is not there, a data set option without a data set. */
export const adjusted = (experiment: Experiment, options: Adjustments): Experiment => {
  const { seed, train, test, validation, set = [] } = options
  const changed = set.reduce(assigned, experiment)
  const parts = Object.entries({ train, test, validation }).filter(([, n]) => n !== undefined)
  if (parts.length > 0 && !changed.dataset)
    throw new SpecError(`--${parts[0][0]}`, 'an experiment with a data set', `'${changed.name}', which has none`)
  return checkExperiment({
    ...changed,
    ...(seed === undefined ? {} : { seed }),
    ...(parts.length > 0 ? { dataset: { ...changed.dataset, ...Object.fromEntries(parts) } } : {}),
  })
}

const assigned = (experiment: Experiment, text: string): Experiment => {
  const at = text.indexOf('=')
  if (at < 1) throw new SpecError('--set', 'path=value, such as projections.w1.set.eta=0.1', `'${text}'`)
  return within('--set', () => setPath(experiment, text.slice(0, at).trim(), parsed(text.slice(at + 1))))
}
