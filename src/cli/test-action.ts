/** `apical test`. */
import { availableParallelism } from 'node:os'
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
  const tell = (t: Tested) => say.data(json ? JSON.stringify({ event: 'test', ...t }) : line(t))
  const hooks = { data: (note: string) => say.loud(`data: ${note}`), note: say.note }
  const all = await testRun(path, settings, tell, hooks)
  const { mean, deviation } = spread(all.map(t => t.testError))
  if (json) say.data(JSON.stringify({ event: 'done', folder: path, repeats: all.length, testError: mean, deviation }))
  else if (all.length > 1) say.data(`mean ${percent(mean)}, standard deviation ${percent(deviation)}`)
}

const percent = (x: number): string => `${(100 * x).toFixed(2)} %`

const line = (t: Tested): string =>
  `test error ${percent(t.testError)} of ${t.testImages} images after epoch ${t.epoch} (${t.seconds.toFixed(1)} s)`

/** Mean and standard deviation (of a sample); 0 for one value. */
const spread = (values: readonly number[]): { mean: number; deviation: number } => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const squares = values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0)
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 }
}
