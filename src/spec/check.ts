/** Checks an experiment that comes from outside: a user's file, JSON, the run.json of a stranger. */
import { plain } from './plain.ts'
import { experimentShape } from './shapes.ts'
import type { Experiment } from './types.ts'

/**
 * The experiment as plain data of its own: every key known, every value of the right kind. What the names and equations in it mean, the plan
 * checks. Throws SpecError with the path of what is wrong.
 */
export const checkExperiment = (value: unknown): Experiment => {
  const copy = plain(value)
  experimentShape(copy, '')
  return copy as unknown as Experiment
}
