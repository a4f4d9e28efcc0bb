/** `apical test`. */
import { availableParallelism } from 'node:os'
import { openRun } from '../node/folder.ts'
import { isReplicas } from '../node/replica-set.ts'
import { replicaOf } from '../node/run.ts'
import { runFolders } from '../node/run-folders.ts'
import { type Tested, testRun } from '../node/test-run.ts'
import { speaker } from './say.ts'

export interface TestOptions {
  repeats: number
  test?: number
  data?: string
  backend?: string
  threads?: number
  json?: boolean
  quiet?: boolean
}

export const testCommand = async (path: string, options: TestOptions): Promise<void> => {
  const say = speaker(options)
  const { repeats, test, data, backend, threads = availableParallelism(), json } = options
  const settings = {
    repeats,
    threads,
    ...(test ? { test } : {}),
    ...(data ? { data } : {}),
    ...(backend ? { backend } : {}),
  }
  const hooks = { data: say.source, note: say.note }
  const folders = runFolders(path)
  const errors: number[] = []
  for (const folder of folders.length > 0 ? folders : [path]) {
    const replica = isReplicas(path) ? { replica: replicaOf(openRun(folder)) } : {}
    const tell = (t: Tested) =>
      say.data(json ? JSON.stringify({ event: 'test', ...replica, ...t }) : line({ ...replica, ...t }))
    errors.push(...(await testRun(folder, settings, tell, hooks)).map(t => t.testError))
  }
  const { mean, deviation } = spread(errors)
  const count = isReplicas(path) ? { replicas: folders.length } : {}
  if (json) say.data(JSON.stringify({ event: 'done', folder: path, ...count, repeats, testError: mean, deviation }))
  else if (errors.length > 1) say.data(`mean ${percent(mean)}, standard deviation ${percent(deviation)}`)
}

const percent = (x: number): string => `${(100 * x).toFixed(2)} %`

const line = (t: Tested & { replica?: number }): string =>
  `${t.replica === undefined ? '' : `replica ${t.replica}: `}test error ${percent(t.testError)} of ${t.testImages} images after epoch ${t.epoch} (${t.seconds.toFixed(1)} s)`

/** Mean and standard deviation (of a sample); 0 for one value. */
const spread = (values: readonly number[]): { mean: number; deviation: number } => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const squares = values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0)
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 }
}
