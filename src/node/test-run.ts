/** The accuracy of a run again, with its weights as the last checkpoint has them. */
import { RunError, SpecError } from '../errors.ts'
import { planExperiment } from '../plan/build.ts'
import './backends.ts'
import { openBackend } from '../sim/backends.ts'
import { hex } from '../sim/hash.ts'
import { errorOf } from '../sim/tally.ts'
import { latestCheckpoint } from './checkpoints.ts'
import { openRun } from './folder.ts'
import { rawSha256 } from './hash.ts'
import { testPool } from './pool.ts'
import type { RunHooks, RunSettings } from './run.ts'
import { replicaOf } from './run.ts'
import { experimentOf } from './run-checks.ts'
import { testDataOf } from './run-data.ts'
import { learnedIn, positionIn } from './run-loop.ts'

export interface TestSettings extends Pick<RunSettings, 'threads' | 'data' | 'download'> {
  backend?: string // default: that of the run
  test?: number // only the first n images
  repeats?: number // default 1
}

export interface Tested {
  repeat: number // from 1
  epoch: number // epochs that the weights have seen
  testError: number // a fraction
  testImages: number
  seconds: number
  digest: string // of all spikes of the test
}

/**
 * Tests a run; the first repeat draws the same spikes as the run's own last test, the others draw others. Calls `tell` after each. Throws
 * SpecError, DataError, RunError.
 */
export const testRun = async (
  path: string,
  settings: TestSettings,
  tell: (tested: Tested) => void,
  hooks: RunHooks = {},
): Promise<Tested[]> => {
  const run = openRun(path)
  const base = String(run.manifest.base ?? process.cwd())
  const experiment = experimentOf(run)
  const planned = planExperiment(experiment)
  if (!planned.test || !experiment.dataset)
    throw new SpecError(path, 'a run with a test', `'${experiment.name}', which has none`)
  const { checkpoint, notes } = latestCheckpoint(run)
  for (const note of notes) hooks.note?.(note)
  if (!checkpoint) throw new RunError(`${path} has no checkpoint yet`)
  const data = await testDataOf(experiment, run, settings.test, settings, hooks)
  const backend = await openBackend(settings.backend ?? String(run.manifest.backend))
  const position = positionIn(checkpoint)
  const learned = learnedIn(checkpoint, planned, run)
  const { threads = 1, repeats = 1 } = settings
  const pool = testPool(
    {
      experiment,
      backend: backend.name,
      data,
      seed: experiment.seed,
      replica: replicaOf(run),
      threads,
      base,
    },
    planned,
  )
  const all: Tested[] = []
  try {
    for (let i = 0; i < repeats; i++) {
      const start = performance.now()
      const result = await pool.test(learned, Math.max(0, position.tests - 1) + i, position.work)
      const tested = {
        repeat: i + 1,
        epoch: position.work,
        testError: errorOf(result.tally) ?? Number.NaN, // a test always asks for an answer
        testImages: result.answers.length,
        seconds: (performance.now() - start) / 1000,
        digest: hex(rawSha256([result.hashes])),
      }
      all.push(tested)
      tell(tested)
    }
  } finally {
    await pool.close()
  }
  return all
}
