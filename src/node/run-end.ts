/** How a run ends, in its folder and on standard output. */
import { ApicalError, RunError } from '../errors.ts'
import { appendNote, type RunFolder, readScores, updateRun } from './folder.ts'
import type { RunResult } from './run.ts'

export const finish = (run: RunFolder, finished: boolean): RunResult => {
  const last = readScores(run).at(-1)
  if (!finished) {
    appendNote(run, { note: 'stopped', epoch: last?.epoch ?? 0 })
    updateRun(run, { state: 'stopped' })
    return resultOf(run, 'stopped')
  }
  updateRun(run, { state: 'done', done: doneEvent(resultOf(run, 'done')) })
  return resultOf(run, 'done')
}

const resultOf = ({ path, manifest }: RunFolder, state: RunResult['state']): RunResult => {
  const last = readScores({ path, manifest }).at(-1)
  const { reason, replica } = manifest
  return {
    state,
    folder: path,
    backend: String(manifest.backend),
    device: String(manifest.device),
    ...(reason === undefined ? {} : { reason: String(reason) }),
    ...(replica === undefined ? {} : { replica: Number(replica) }),
    ...(last ? { last } : {}),
  }
}

/** The `done` event of `--json`. */
export const doneEvent = (result: RunResult): Record<string, unknown> => {
  const { replica, folder, last, backend, device, reason } = result
  return {
    event: 'done',
    ...(replica === undefined ? {} : { replica }),
    folder,
    ...(last?.testError === undefined ? {} : { testError: last.testError }),
    ...(last ? { digest: last.digest } : {}),
    backend,
    device,
    ...(reason === undefined ? {} : { reason }),
  }
}

/** Says in the folder that the run failed, if it can still be written to. */
export const fail = (run: RunFolder, error: unknown): void => {
  const message = error instanceof Error ? error.message : String(error)
  try {
    appendNote(run, { note: 'failed', message })
    updateRun(run, { state: 'failed' })
  } catch (second) {
    if (!(second instanceof ApicalError)) throw second
  }
}

/** A run that has all its epochs. Throws RunError where it has more. */
export const alreadyDone = (run: RunFolder, done: number, works: number): RunResult => {
  if (done > works)
    throw new RunError(
      `${run.path} has ${done} epochs already; --epochs is the total: give more than ${done} to prolong it`,
    )
  return run.manifest.state === 'done' ? resultOf(run, 'done') : finish(run, true)
}
