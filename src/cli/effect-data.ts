import { dataOf } from '../node/run-data.ts'
import type { Loaded } from '../node/sources.ts'
import type { Experiment } from '../spec/types.ts'
import type { Say } from './say.ts'

/** The experiment's data set, said aloud, or undefined where it has none; `folder` is --data. */
export const dataForEffect = (
  experiment: Experiment,
  folder: string | undefined,
  say: Say,
): Promise<Loaded | undefined> => dataOf(experiment, folder === undefined ? {} : { data: folder }, { data: say.source })
