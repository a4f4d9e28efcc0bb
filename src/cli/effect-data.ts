import { type Loaded, loadDataset } from '../node/sources.ts'
import type { Experiment } from '../spec/types.ts'

/** The data set of an experiment, if it has one; `folder` as with --data. */
export const dataOf = async ({ dataset }: Experiment, folder?: string): Promise<Loaded | undefined> =>
  dataset && loadDataset(dataset.name, { ...dataset, ...(folder ? { data: folder } : {}) })
