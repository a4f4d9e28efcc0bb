/** One replica: an ordinary run in the folder of its set. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Experiment } from '../spec/types.ts'
import { withValues } from '../spec/vary.ts'
import type { Replica } from './replica-set.ts'
import { type RunHooks, type RunResult, type RunSettings, resumeRun, startRun } from './run.ts'
import type { Loaded } from './sources.ts'

/** What all replicas of a set have in common. */
export interface Common {
  set: string // path of the set
  experiment: Experiment
  base: string // folder from which files of weights are named
  settings: Omit<RunSettings, 'loaded'>
  loaded: Loaded | undefined // the data of the experiment
}

/** Begins the run of a replica, or goes on with it. Throws as startRun and resumeRun do. */
export const runReplica = (common: Common, one: Replica, hooks: RunHooks): Promise<RunResult> => {
  const path = join(common.set, one.folder)
  const experiment = withValues(common.experiment, one.values)
  const settings = { ...common.settings, ...dataFor(common, experiment) }
  if (existsSync(join(path, 'run.json'))) return resumeRun(path, settings, hooks)
  const { replica, values } = one
  const own = { out: common.set, path, base: common.base, replica, facts: { vary: values } }
  return startRun(experiment, { ...settings, ...own }, hooks)
}

/** The data are loaded once, unless the data set is what is varied. */
const dataFor = ({ experiment, loaded }: Common, own: Experiment): { loaded?: Loaded } =>
  loaded && JSON.stringify(experiment.dataset) === JSON.stringify(own.dataset) ? { loaded } : {}
