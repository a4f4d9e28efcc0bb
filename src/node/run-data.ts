/** The data set of a run: found, described in run.json, and found again when the run goes on. */
import { DataError } from '../errors.ts'
import type { Experiment } from '../spec/types.ts'
import type { RunFolder } from './folder.ts'
import type { RunHooks, RunSettings } from './run.ts'
import { type Loaded, loadDataset } from './sources.ts'

/** Undefined where the experiment has no data set. Throws as loadDataset does. */
export const dataOf = async (
  { dataset }: Experiment,
  settings: RunSettings,
  hooks: Pick<RunHooks, 'data' | 'download'>,
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
    onProgress: hooks.download,
  })
  hooks.data?.(loaded.note)
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
  dataOf(experiment, { ...settings, data: settings.data ?? folderOf(run.manifest.dataset) }, hooks)

const folderOf = (dataset: unknown): string | undefined => (dataset as { folder?: string } | null)?.folder

/** Throws DataError where a run would go on with other data than it began with. */
export const checkSameData = (run: RunFolder, data: Loaded | undefined): void => {
  const was = (run.manifest.dataset as { digest?: string; source?: string } | null) ?? undefined
  if (was?.digest === data?.digest) return
  throw new DataError(run.path, `the data that the run began with (${was?.source ?? 'none'})`, data?.note ?? 'none')
}
