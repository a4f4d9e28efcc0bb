/** What must hold before a run begins or goes on. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DataError, RunError } from '../errors.ts'
import type { Planned } from '../plan/protocol.ts'
import { checkExperiment } from '../spec/check.ts'
import type { Experiment } from '../spec/types.ts'
import type { RunFolder } from './folder.ts'
import { experimentHash } from './hash.ts'

/** Throws RunError where a run is there already. */
export const checkIsNew = (out: string, path: string): void => {
  if (existsSync(join(path, 'run.json')))
    throw new RunError(
      `this run is there already; go on with it by: apical run ${path} (or use another --seed, or another folder than --out ${out})`,
    )
}

/** The experiment of a run, checked; that it is the one which began the run is known by its hash. */
export const experimentOf = (run: RunFolder): Experiment => {
  const experiment = checkExperiment(run.manifest.experiment)
  if (experimentHash(experiment) !== run.manifest.hash)
    throw new DataError(join(run.path, 'run.json'), 'the experiment that its hash names', 'one that was changed')
  return experiment
}

/** What was done at a stage's end cannot be undone. */
export const checkProlongs = ({ stages }: Planned): void => {
  const last = stages.at(-1)
  if (last?.end || last?.spec.epochs === undefined)
    throw new RunError(
      'this run cannot be prolonged: something happens at the end of its last stage. Begin another with --epochs',
    )
}
