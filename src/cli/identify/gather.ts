/** What was seen of every run: from its file, or else by running it now. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Backend } from '../../backend/backend.ts'
import type { Dataset } from '../../data/dataset.ts'
import type { Trajectory } from '../../measure/identify/tell-apart.ts'
import { experimentHash, rawSha256 } from '../../node/hash.ts'
import { parseJson, readText, writeAtomic } from '../../node/store.ts'
import { type Watched, watchRun } from '../../sim/observe.ts'
import type { Identification, IdentifiedRule } from '../../spec/identification.ts'
import type { Experiment } from '../../spec/types.ts'

export interface Gathering {
  folder: string
  data: { train: Dataset; test: Dataset }
  digest: string // of the data
  backend: Backend
  stop(): boolean
  progress(text: string): void
}

interface Kept extends Watched {
  of: string // hash of everything that made it
}

/** All layers of all runs; undefined where it was stopped: what is done is kept. */
export const gather = async (i: Identification, g: Gathering): Promise<Trajectory[] | undefined> => {
  mkdirSync(g.folder, { recursive: true })
  const all = i.rules.flatMap(rule => rule.runs.map(run => ({ rule, run })))
  const rows: Trajectory[] = []
  for (const [k, { rule, run }] of all.entries()) {
    g.progress(`run ${k + 1} of ${all.length}: ${run.name}`)
    const watched = await one(i, rule, run, g)
    if (!watched) return undefined
    rows.push(...watched.layers.map((checkpoints, layer) => ({ run: run.name, rule: rule.rule, layer, checkpoints })))
  }
  return rows
}

const one = async (
  i: Identification,
  rule: IdentifiedRule,
  run: Experiment,
  g: Gathering,
): Promise<Watched | undefined> => {
  const file = join(g.folder, `${run.name}.json`)
  const of = experimentHash({ ...run, watched: [rule.layers, i.images, i.checkpoints, g.data.test.count, g.digest] })
  const kept = readKept(file)
  if (kept?.of === of) return kept
  const watched = await watchRun(run, {
    layers: rule.layers,
    images: i.images,
    checkpoints: i.checkpoints,
    data: g.data,
    backend: g.backend,
    hash: rawSha256,
    stop: g.stop,
  })
  if (watched) writeAtomic(file, `${JSON.stringify({ of, ...watched } satisfies Kept)}\n`)
  return watched
}

/** A file that cannot be read is made again. */
const readKept = (file: string): Kept | undefined => {
  const text = readText(file)
  if (text === undefined) return undefined
  try {
    return parseJson(text, file) as Kept
  } catch {
    return undefined
  }
}
