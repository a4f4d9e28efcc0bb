/** The data set of a run: found, described in run.json, and found again when the run goes on. */
import { type Dataset, slice } from '../data/dataset.ts'
import { DataError } from '../errors.ts'
import type { Experiment } from '../spec/types.ts'
import { digestOf } from './data-parts.ts'
import type { RunFolder } from './folder.ts'
import { sha256 } from './hash.ts'
import type { RunHooks, RunSettings } from './run.ts'
import { type Loaded, loadDataset } from './sources.ts'

/** Undefined where the experiment has no data set. Throws as loadDataset does. */
export const dataOf = async (
  { dataset }: Experiment,
  settings: RunSettings,
  hooks: Pick<RunHooks, 'data' | 'download'>,
  standIn = false,
): Promise<Loaded | undefined> => {
  if (!dataset) return undefined
  if (settings.loaded) return settings.loaded
  const { train, test, validation } = dataset
  const loaded = await loadDataset(dataset.name, {
    ...(settings.data === undefined ? {} : { data: settings.data }),
    ...(settings.download === undefined ? {} : { download: settings.download }),
    train,
    test,
    validation,
    standIn,
    onProgress: hooks.download,
  })
  hooks.data?.(loaded.note, loaded.missing !== undefined)
  return loaded
}

/** What run.json says of the data. */
export const datasetFacts = (data: Loaded, settings: RunSettings) => ({
  name: data.train.name,
  source: data.note,
  digest: data.digest,
  train: data.train.count,
  test: data.test.count,
  ...(settings.data === undefined ? {} : { folder: settings.data }),
})

/** The data of a run that is there already: from --data, else from where it had them. */
export const loadData = (
  experiment: Experiment,
  run: RunFolder,
  settings: RunSettings,
  hooks: RunHooks,
): Promise<Loaded | undefined> =>
  dataOf(
    experiment,
    { ...settings, data: settings.data ?? factsOf(run)?.folder },
    hooks,
    settings.data === undefined && beganWithDigits(run),
  )

interface Facts {
  name?: string
  source?: string
  digest?: string
  test?: number
  folder?: string
}

const factsOf = ({ manifest }: RunFolder): Facts | undefined => (manifest.dataset as Facts | null) ?? undefined

/** Whether embedded digits stood in for the data set of a run, which was not to be had when it began. */
export const beganWithDigits = (run: RunFolder): boolean =>
  factsOf(run)?.name === 'digits' && namedIn(run.manifest.experiment) !== 'digits'

const namedIn = (experiment: unknown): string | undefined =>
  (experiment as Partial<Experiment> | undefined)?.dataset?.name

/** Throws DataError where a run would go on with other data than it began with. */
export const checkSameData = (run: RunFolder, data: Loaded | undefined): void => {
  if (factsOf(run)?.digest !== data?.digest) throw otherData(run, data)
}

const otherData = (run: RunFolder, data: Loaded | undefined): DataError =>
  new DataError(run.path, `the data that the run began with (${factsOf(run)?.source ?? 'none'})`, data?.note ?? 'none')

/**
 * Data to test a run with: the first `count` test images, by default as many as the run had. Throws DataError where they are not those of
 * the run, unless --data names them: then it is said.
 */
export const testDataOf = async (
  experiment: Experiment,
  run: RunFolder,
  count: number | undefined,
  settings: RunSettings,
  hooks: RunHooks,
): Promise<Dataset> => {
  const had = factsOf(run)?.test ?? 1
  const wanted = count === undefined ? experiment.dataset!.test : Math.max(count, had)
  const asked = {
    ...experiment,
    dataset: { ...experiment.dataset!, ...(wanted === undefined ? {} : { test: wanted }) },
  }
  const data = (await loadData(asked, run, settings, hooks))!
  if (digestOf(data.train, slice(data.test, 0, had, sha256)) !== factsOf(run)?.digest) {
    if (settings.data === undefined) throw otherData(run, data)
    hooks.note?.(`these are other data than the run began with: ${factsOf(run)?.source}`)
  }
  return count === undefined ? data.test : slice(data.test, 0, count, sha256)
}
