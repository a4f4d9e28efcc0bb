/** What is compared: a file with a comparison, one of the package by name, or runs that are there already. */
import { DataError } from '../../errors.ts'
import { openRun, type RunFolder, readScores } from '../../node/folder.ts'
import { isRun } from '../../node/load-experiment.ts'
import { experimentOf } from '../../node/run-checks.ts'
import { planExperiment } from '../../plan/build.ts'
import { localityOf } from '../../plan/locality.ts'
import { type Comparison, checkComparison, comparison, type Entry } from '../../spec/comparison.ts'
import type { Values } from '../../spec/vary.ts'
import { loadOwn } from '../load-own.ts'
import { type Cell, comparedEpoch } from './cells.ts'
import { multiplyAdds } from './cost.ts'

export const loadComparison = async (text: string): Promise<Comparison> => {
  const { value, file } = await loadOwn({ kind: 'comparison', folder: 'compare', else: 'run folders' }, text)
  return checkComparison(value, file)
}

/** Runs as cells of a comparison of their own: the first is the control. */
export const comparisonOfRuns = (paths: string[]): { comparison: Comparison; cells: Cell[]; epochs: number } => {
  const cells = paths.map(path => {
    if (!isRun(path)) throw new DataError(path, 'a run folder, as the others', 'none')
    return cellOfRun(path)
  })
  const entries = [...new Map(cells.map(c => [c.row.entry.rule, c.row.entry])).values()]
  const c = comparison({
    name: 'runs', about: `Runs side by side: ${entries.map(e => e.rule).join(', ')}`, control: entries[0].rule, entries,
    seeds: [...new Set(cells.map(cell => cell.seed))], epochs: 1, quick: { seeds: [1], epochs: 1, train: 1000 },
  }) // biome-ignore format: a table
  const epochs = Math.max(
    1,
    ...cells.flatMap(c => readScores(openRun(c.path)).map(row => comparedEpoch(c.experiment, row.epoch) ?? 1)),
  )
  return { comparison: c, cells, epochs }
}

const cellOfRun = (path: string): Cell => {
  const run = openRun(path)
  const experiment = experimentOf(run)
  const planned = planExperiment(experiment)
  const network = planned.network.pops.map(p => p.size).join('-')
  const rule = [experiment.name, ...varied(run)].join(' ')
  const entry: Entry = { rule, network, experiment: { ...experiment, name: rule } }
  return {
    row: { entry, locality: localityOf(planned).experiment, multiplyAdds: multiplyAdds(planned) },
    seed: seedOf(run),
    experiment,
    path,
  }
}

/** What was varied in a replica: 'projections.w1.set.eta=0.1'. */
const varied = ({ manifest }: RunFolder): string[] =>
  Object.entries((manifest.vary as Values | undefined) ?? {}).map(
    ([path, value]) => `${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )

/** Replicas of one seed have draws of their own: they count as seeds, 10,000 apart for each seed. */
const seedOf = ({ manifest: { seed, replica } }: RunFolder): number => (replica ? 10_000 * seed + replica : seed)
