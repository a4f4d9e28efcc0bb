/** `apical data`. */
import type { Dataset } from '../data/dataset.ts'
import { DataError, RunError } from '../errors.ts'
import { type Loaded, loadDataset } from '../node/sources.ts'
import { type Say, speaker } from './say.ts'

export interface DataOptions {
  data?: string
  json?: boolean
  quiet?: boolean
}

export const dataCommand = async (
  action: 'describe' | 'fetch' | 'verify',
  name: string,
  options: DataOptions,
): Promise<void> => {
  const say = speaker(options)
  // What arrived stays in a .part file, from which the next download goes on.
  process.once('SIGINT', () => {
    say.note('stopped; what arrived is kept, and a further fetch goes on from there')
    process.exit(130)
  })
  const loaded = await loadDataset(name, {
    ...(options.data === undefined ? {} : { data: options.data }),
    download: action === 'fetch',
    onProgress: (file, received, total) => say.progress(progressText(file, received, total)),
  })
  if (loaded.missing !== undefined && action === 'fetch')
    throw new RunError(`'${name}' is not to be had: ${loaded.missing}. Give its folder with --data or APICAL_DATA`)
  if (loaded.missing !== undefined)
    throw new RunError(
      `'${name}' is not here: fetch it (apical data fetch ${name}), or give its folder with --data or APICAL_DATA`,
    )
  if (action !== 'describe' && loaded.train.name !== name)
    throw new RunError(`'${name}' is not to be had: ${loaded.note}`)
  if (action === 'verify') verify(name, loaded)
  tell(say, loaded, options.json ?? false)
}

const progressText = (file: string, received: number, total: number | undefined): string => {
  const part = total ? Math.round((20 * received) / total) : 0
  const bar = total ? ` [${'#'.repeat(part).padEnd(20, '.')}]` : ''
  return `${file}${bar} ${(received / 1e6).toFixed(1)} MB`
}

const verify = (name: string, { published, note, train }: Loaded): void => {
  if (published === false) throw new DataError(train.source, `the published files of ${name}`, `others: ${note}`)
}

const tell = (say: Say, { train, test, digest, note }: Loaded, json: boolean): void => {
  const facts = { name: train.name, train: part(train), test: part(test), digest }
  if (json) {
    say.data(JSON.stringify({ ...facts, source: note }))
    return
  }
  say.data(note)
  for (const [which, p] of [
    ['training', facts.train],
    ['test', facts.test],
  ] as const)
    say.data(
      `${which}: ${p.count} images of ${p.rows} x ${p.columns}, mean brightness ${p.brightness}, images a class ${p.classes.join(' ')}`,
    )
  say.data(`digest ${digest}`)
}

const part = (data: Dataset) => {
  const classes = new Array<number>(data.classes).fill(0)
  for (const label of data.labels) classes[label]++
  let sum = 0
  for (const pixel of data.images) sum += pixel
  const brightness = Number((sum / data.images.length / 255).toFixed(4))
  return { count: data.count, rows: data.rows, columns: data.columns, brightness, classes }
}
