import type { Cell } from '../cell.ts'
import { readText } from '../source/files.ts'
import { parseRunFile, parseScores } from '../source/run-file.ts'
import type { Source } from '../source/source.ts'
import type { Curves } from '../stage.ts'

/** Runs laid over the learning curves. Those that go on, or have not begun, are read again when the list of runs has changed. */
export const comparison = (others: Cell<readonly Curves[]>, sources: readonly Source[]) => {
  let wanted: readonly string[] = []
  let stops: ((() => void) | undefined)[] = []
  const sourceOf = async (id: string) => {
    const lists = await Promise.all(sources.map(async source => ({ source, runs: await source.runs() })))
    return lists.find(({ runs }) => runs.some(run => run.id === id))?.source
  }
  const load = async () => {
    const asked = wanted
    const loaded = await Promise.all(asked.map(async id => curvesOf(id, await sourceOf(id))))
    if (asked !== wanted) return
    others.set(loaded.filter(c => c !== undefined))
    const isWhole = loaded.every(c => c && c.file.state !== 'running')
    if (isWhole) unwatch()
    else if (stops.length === 0) stops = sources.map(source => source.watch?.(() => void load().catch(() => {})))
  }
  const unwatch = () => {
    for (const stop of stops) stop?.()
    stops = []
  }
  return {
    ids: () => wanted,
    set: async (ids: readonly string[]) => {
      unwatch()
      wanted = ids
      await load()
    },
  }
}

const curvesOf = async (id: string, source: Source | undefined): Promise<Curves | undefined> => {
  if (!source) return undefined
  const files = source.files(id)
  try {
    const file = parseRunFile(await readText(files, 'run.json'))
    const scores = await readText(files, 'scores.jsonl').catch(() => '')
    return { id, file, scores: parseScores(scores) }
  } catch {
    return undefined // a run that cannot be read has no curves to show
  }
}
