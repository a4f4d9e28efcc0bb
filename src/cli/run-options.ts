/** The options of `apical run`, as the commands of one network and of replicas read them. */
import { availableParallelism } from 'node:os'
import { SpecError } from '../errors.ts'
import type { RunSettings } from '../node/run.ts'

export interface RunOptions {
  epochs?: number
  seed?: number
  train?: number
  test?: number
  validation?: number
  set?: string[]
  replicas?: number
  replica?: number
  vary?: string[]
  data?: string
  backend: string
  threads?: number
  out: string
  yes?: boolean
  json?: boolean
  quiet?: boolean
  view?: boolean
  port?: number
  open?: boolean
  isGiven(option: string): boolean
}

export const settingsOf = (o: RunOptions): RunSettings & { backend?: string } => ({
  threads: o.threads ?? availableParallelism(),
  agreed: o.yes ?? false,
  command: ['apical', ...process.argv.slice(2)].join(' '),
  ...(o.isGiven('backend') ? { backend: o.backend } : {}),
  ...(o.epochs === undefined ? {} : { epochs: o.epochs }),
  ...(o.data === undefined ? {} : { data: o.data }),
})

/** What makes another experiment cannot be changed of a run that has begun. */
const fixed = ['seed', 'train', 'test', 'validation', 'set', 'replicas', 'replica', 'vary', 'out'] as const

/** Throws SpecError for an option that only a new run takes. */
export const checkGoesOn = (path: string, options: RunOptions): void => {
  for (const name of fixed)
    if (options.isGiven(name))
      throw new SpecError(
        `--${name}`,
        'a new run for this option',
        `the run ${path}, which has begun (it takes --epochs, --backend, --threads, --data)`,
      )
}
