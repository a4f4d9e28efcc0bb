/** Checks an experiment that comes from outside: a user's file, JSON, the run.json of a stranger. */
import { SpecError } from '../errors.ts'
import { describe } from './model.ts'
import { plain } from './plain.ts'
import type { Experiment } from './types.ts'

/** The experiment as plain data of its own. Throws SpecError with the path of what is wrong. */
export const checkExperiment = (value: unknown): Experiment => {
  const copy = plain(value, '')
  if (typeof copy !== 'object' || copy === null || Array.isArray(copy))
    throw new SpecError('experiment', 'an experiment: an object', describe(copy))
  return copy as unknown as Experiment
}
