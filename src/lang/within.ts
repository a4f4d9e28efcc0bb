import { SpecError } from '../errors.ts'

/** Runs `work`; a SpecError thrown in it gets `path` in front of its own: `hidden.step.v: soma.v + tau: expected mV, got ms`. */
export const within = <T>(path: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
    throw new SpecError(error.path ? `${path}: ${error.path}` : path, error.expected, error.received)
  }
}
