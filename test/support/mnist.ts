/** Real MNIST for tests, or the reason why there is none. In CI its absence is a failure. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Loaded, loadDataset } from '../../src/node/sources.ts'

export const mnistFolder = process.env.APICAL_DATA
export const hasMnist = mnistFolder !== undefined && existsSync(join(mnistFolder, 'mnist'))
export const whyNoMnist = hasMnist ? '' : ' (skipped: no folder mnist in APICAL_DATA)'
/** Skips without the files, except in CI, where the test then fails by itself. */
export const skipMnist = !hasMnist && !process.env.CI

export const loadMnist = (options: { train?: number; test?: number }): Promise<Loaded> =>
  loadDataset('mnist', { ...options, data: mnistFolder ?? 'APICAL_DATA is not set' })
