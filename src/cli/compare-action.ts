/** `apical compare`: runs the cells of a grid, and writes the table, the page and the data. */
import { mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { SpecError } from '../errors.ts'
import { openRun } from '../node/folder.ts'
import { isRun } from '../node/load-experiment.ts'
import { runFolders } from '../node/run-folders.ts'
import { writeAtomic } from '../node/store.ts'
import { version } from '../node/version.ts'
import type { Comparison } from '../spec/comparison.ts'
import { type Cell, cellsOf, choiceOf } from './compare/cells.ts'
import { execute, isSettled } from './compare/execute.ts'
import { comparisonOfRuns, loadComparison } from './compare/load.ts'
import { report } from './compare/report.ts'
import { type RuleResult, resultOf, summary } from './compare/results.ts'
import { csv, table } from './compare/table.ts'
import { updatesFile, updatesOf } from './compare/updates.ts'
import { type Say, speaker } from './say.ts'
import { commandLine } from './shell.ts'
import { stopper } from './stopper.ts'

export interface CompareOptions {
  rules?: string[]
  networks?: string[]
  seeds?: number[]
  epochs?: number
  train?: number
  test?: number
  set?: string[]
  quick?: boolean
  jobs?: number
  backend?: string
  data?: string
  out: string
  json?: boolean
  quiet?: boolean
}

/** The exit code: 1 where a cell failed. */
export const compareCommand = async (texts: string[], options: CompareOptions): Promise<number> => {
  const say = speaker(options)
  const runs = texts.map(runFolders)
  if (runs.every(folders => folders.length > 0)) return tellRuns(runs.flat(), options, say)
  if (texts.length > 1) throw new SpecError('compare', 'one comparison, or run folders only', texts.join(' '))
  const c = await loadComparison(texts[0])
  const { rules, networks, seeds, epochs, train, test, set, quick } = options
  const choice = choiceOf(c, { rules, networks, seeds, epochs, train, test, set, quick })
  const cells = cellsOf(c, choice, options.out)
  const stop = stopper(say.note)
  try {
    const failed = await runAll(c, cells, choice.epochs, options, say, stop.isAsked)
    const isFull = choice.train === undefined && choice.test === undefined && choice.set === undefined
    const code = await tell({ comparison: c, cells, epochs: choice.epochs }, options, say, isFull, stop.isAsked)
    if (stop.isAsked()) say.note('stopped; the same command goes on')
    return stop.exitCode() || (failed > 0 ? 1 : code)
  } finally {
    stop.close()
  }
}

const folderOf = (c: Comparison, { out }: CompareOptions): string => join(out, 'compare', c.name)

const runAll = async (
  c: Comparison,
  cells: Cell[],
  epochs: number,
  options: CompareOptions,
  say: Say,
  isStopped: () => boolean,
): Promise<number> => {
  const waiting = cells.filter(cell => !isSettled(cell, epochs)).length
  const jobs = options.jobs ?? availableParallelism()
  say.note(`${c.name}: ${cells.length} runs, ${cells.length - waiting} of them complete, ${jobs} at a time`)
  const work = {
    epochs,
    jobs,
    threads: Math.max(1, Math.floor(availableParallelism() / Math.max(1, Math.min(jobs, waiting)))),
    out: options.out,
    specs: join(folderOf(c, options), 'cells'),
    options: [
      ...(options.backend ? ['--backend', options.backend] : []),
      ...(options.data ? ['--data', options.data] : []),
    ],
  }
  let ended = 0
  let failed = 0
  await execute(cells, work, {
    epoch: (cell, event) => {
      const { rule, network } = cell.row.entry
      const line = { ...event, rule, network, seed: cell.seed, locality: cell.row.locality.class }
      if (options.json) say.data(JSON.stringify(line))
      else
        say.note(
          `${network} ${rule}, seed ${cell.seed}, epoch ${event.epoch}: ${event.testError === undefined ? 'not tested' : `${(100 * Number(event.testError)).toFixed(2)} %`}`,
        )
    },
    standIn: onceEach(note => say.source(note, true)),
    wait: (cell, pid) =>
      say.note(
        `${cell.row.entry.rule}, seed ${cell.seed}: process ${pid} works on it, left behind by a comparison that was killed; waiting for it`,
      ),
    end: (cell, { code, message }) => {
      ended++
      if (code === 0 || isStopped()) return
      failed++
      say.failure(`${cell.row.entry.rule}, seed ${cell.seed} failed (${ended} of ${waiting}): ${message}`)
    },
    isStopped,
  })
  return failed
}

/** All runs of a comparison have the same data. */
const onceEach = (tell: (note: string) => void): ((note: string) => void) => {
  const told = new Set<string>()
  return note => {
    if (!told.has(note)) tell(note)
    told.add(note)
  }
}

const tellRuns = (paths: string[], options: CompareOptions, say: Say): Promise<number> =>
  tell(comparisonOfRuns(paths), options, say, false, () => false)

const tell = async (
  { comparison: c, cells, epochs }: { comparison: Comparison; cells: Cell[]; epochs: number },
  options: CompareOptions,
  say: Say,
  isFull: boolean,
  stop: () => boolean,
): Promise<number> => {
  const folder = folderOf(c, options)
  mkdirSync(folder, { recursive: true })
  const asked = { epochs, file: updatesFile(folder), data: options.data, stop, progress: say.progress }
  const updates = await updatesOf(cells, asked)
  const results = summary(c, cells, epochs, isFull, updates)
  const localities = new Map(results.map(r => [`${r.rule} ${r.network}`, r.locality.class as string]))
  writeAtomic(join(folder, 'report.html'), report(c, results, cells, facts(cells)))
  writeAtomic(
    join(folder, 'results.json'),
    `${JSON.stringify({ name: c.name, control: c.control, results }, null, 1)}\n`,
  )
  writeAtomic(
    join(folder, 'results.csv'),
    csv(
      cells.map(cell => resultOf(cell, updates)),
      localities,
    ),
  )
  if (options.json) say.data(JSON.stringify(doneEvent(results, folder)))
  else for (const line of table(results)) say.data(line)
  say.note(`page: ${join(folder, 'report.html')}; data: results.json and results.csv beside it`)
  return 0
}

const doneEvent = (results: RuleResult[], folder: string) => ({
  event: 'done',
  folder,
  rules: results.map(r => ({
    rule: r.rule,
    network: r.network,
    testError: (r.lines.at(-1)?.mean ?? Number.NaN) / 100,
    seeds: r.lines.at(-1)?.errors.length ?? 0,
    locality: r.locality.class,
  })),
})

const facts = (cells: Cell[]) => {
  const run = cells.map(c => c.path).find(isRun)
  const manifest = run === undefined ? undefined : openRun(run).manifest
  return {
    command: commandLine(['apical', ...process.argv.slice(2)]),
    data: String((manifest?.dataset as { source?: string } | null)?.source ?? 'none yet'),
    device: `${manifest?.backend ?? ''} (${manifest?.device ?? 'nothing has run'})`,
    version,
    date: new Date().toISOString().slice(0, 10),
  }
}
