import type { Files } from './files.ts'

/** A line of the list of runs. */
export interface RunEntry {
  id: string // 'mnist-plateau/s3-4f2a9c'
  name: string
  seed: number
  state: string
  updated: string
  epochs: number
  testError?: number // of the last epoch, a fraction
}

/** A place that holds runs: the server, files dropped on the page, a simulation in this tab. */
export interface Source {
  name: string
  runs(): Promise<RunEntry[]>
  files(id: string): Files
  /** Calls back when the list of runs changed. */
  watch?(changed: () => void): () => void
}
