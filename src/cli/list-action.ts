/** `apical list`. */

import { join } from 'node:path'
import { catalogue } from '../data/catalogue.ts'
import { tasks } from '../data/tasks.ts'
import { ApicalError, oneOf, SpecError } from '../errors.ts'
import { openRun, type RunFolder, readScores } from '../node/folder.ts'
import { driftSets } from '../node/gas.ts'
import { loadExperiment, ownExperiments } from '../node/load-experiment.ts'
import { ownModels } from '../node/own-models.ts'
import { runFolders } from '../node/run-folders.ts'
import { isBrokenOff } from '../node/run-lock.ts'
import { listRuns, type RunEntry } from '../node/runs.ts'
import { datasetNames } from '../node/sources.ts'
import { backendChoices } from '../sim/backends.ts'

interface Row {
  name: string
  about: string
  [fact: string]: unknown
}

const experiments = async (): Promise<Row[]> =>
  Promise.all(ownExperiments().map(async name => ({ name, about: await aboutExperiment(name) })))

/** One that is broken does not hide the others. */
const aboutExperiment = async (name: string): Promise<string> => {
  try {
    return (await loadExperiment(name)).experiment.about
  } catch (error) {
    if (error instanceof ApicalError) return error.message
    throw error
  }
}

const models = (kind: 'neuron' | 'rule') => async (): Promise<Row[]> =>
  (await ownModels())
    .filter(m => m.model.kind === kind)
    .map(({ model, file }) => ({ name: model.name, about: model.about, source: model.source, file }))

const data = async (): Promise<Row[]> =>
  datasetNames.map(name => ({
    name,
    about: aboutData(name),
  }))

const aboutData = (name: string): string =>
  catalogue.get(name)?.title ??
  tasks.get(name)?.about ??
  driftSets.get(name) ??
  'procedural digits from a seed, always at hand'

const kinds: Record<string, (out: string) => Promise<Row[]>> = {
  experiments,
  neurons: models('neuron'),
  rules: models('rule'),
  backends: async () => [...backendChoices],
  data,
  runs: async out =>
    listRuns(out).map(entry => ({ ...entry, name: join(out, entry.folder), about: aboutRun(out, entry) })),
}

const aboutRun = (out: string, entry: RunEntry): string => {
  if (entry.fault) return entry.fault
  if (entry.replicas !== undefined) return aboutReplicas(join(out, entry.folder), entry)
  const last = readScores({ path: join(out, entry.folder), manifest: undefined as never }).at(-1)
  const error = typeof last?.testError === 'number' ? `, test error ${(100 * last.testError).toFixed(2)} %` : ''
  return `${stateOf(entry, () => openRun(join(out, entry.folder)))}, ${last?.epoch ?? 0} epochs${error}`
}

/** Only of what is said to run the manifest has to be read. */
const stateOf = ({ state }: RunEntry, open: () => Pick<RunFolder, 'manifest'>): string | undefined =>
  state === 'running' && isBrokenOff(open().manifest) ? 'broken off' : state

/** The range of the last test errors of a set. */
const aboutReplicas = (path: string, { state, replicas }: RunEntry): string => {
  const last = runFolders(path).flatMap(folder => readScores(openRun(folder)).at(-1) ?? [])
  const errors = last.flatMap(row => (typeof row.testError === 'number' ? [100 * row.testError] : []))
  const [low, high] = [Math.min(...errors), Math.max(...errors)].map(error => error.toFixed(2))
  return `${state}, ${replicas} replicas${errors.length > 0 ? `, test errors ${low} to ${high} %` : ''}`
}

export const listCommand = async (
  what: string | undefined,
  { out, json }: { out: string; json?: boolean },
): Promise<void> => {
  if (what !== undefined && !Object.hasOwn(kinds, what))
    throw new SpecError('what', oneOf(what, Object.keys(kinds)), `'${what}'`)
  const asked = what === undefined ? Object.keys(kinds).filter(k => k !== 'runs') : [what]
  for (const kind of asked) {
    const rows = await kinds[kind](out)
    if (json) for (const row of rows) process.stdout.write(`${JSON.stringify({ kind, ...row })}\n`)
    else process.stdout.write(`${kind}\n${tableOf(rows)}\n`)
  }
}

const tableOf = (rows: readonly Row[]): string => {
  const width = Math.max(0, ...rows.map(r => r.name.length))
  return rows.map(r => `  ${r.name.padEnd(width)}  ${r.about}\n`).join('') || '  none\n'
}
