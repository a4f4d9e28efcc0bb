/** Runs cells side by side, each in a process of its own: `apical run`, begun, gone on with or prolonged as need be. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { openRun, readScores } from '../../node/folder.ts'
import { isRun } from '../../node/load-experiment.ts'
import { workerOf } from '../../node/run-lock.ts'
import { type Cell, comparedEpoch, lastEpoch } from './cells.ts'

export interface Work {
  epochs: number
  jobs: number
  threads: number // of each
  out: string
  /** Folder for the experiments as JSON, from which a cell begins. */
  specs: string
  /** Options for every run: --backend, --data. */
  options: string[]
}

export interface Watch {
  epoch(cell: Cell, event: Record<string, unknown>): void
  /** The words of a run whose data stand in for those that it names. */
  standIn(note: string): void
  /** A process of an earlier comparison still works on the cell. */
  wait(cell: Cell, pid: number): void
  end(cell: Cell, result: { code: number; message: string }): void
  isStopped(): boolean
}

/** Complete, or failed: a run that failed would fail again. */
export const isSettled = ({ path, experiment }: Cell, epochs: number): boolean => {
  if (!isRun(path)) return false
  const run = openRun(path)
  return run.manifest.state === 'failed' || (readScores(run).at(-1)?.epoch ?? 0) >= lastEpoch(experiment, epochs)
}

export const execute = async (cells: Cell[], work: Work, watch: Watch): Promise<void> => {
  const waiting = cells.filter(c => !isSettled(c, work.epochs))
  const children = new Set<ChildProcess>()
  // Once: a second signal would end a run without its checkpoint.
  const stop = setInterval(() => {
    if (!watch.isStopped()) return
    clearInterval(stop)
    for (const child of children) child.kill('SIGTERM')
  }, 200)
  const one = async (): Promise<void> => {
    for (let cell = waiting.shift(); cell && !watch.isStopped(); cell = waiting.shift()) {
      await untilFree(cell, watch)
      if (watch.isStopped()) return
      watch.end(cell, isSettled(cell, work.epochs) ? { code: 0, message: '' } : await run(cell, work, watch, children))
    }
  }
  try {
    await Promise.all(Array.from({ length: work.jobs }, one))
  } finally {
    clearInterval(stop)
  }
}

/** A comparison that was killed leaves the runs of its cells behind, which go on to their end. */
const untilFree = async (cell: Cell, watch: Watch): Promise<void> => {
  const worker = () => (isRun(cell.path) ? workerOf(openRun(cell.path).manifest) : undefined)
  const pid = worker()
  if (pid === undefined) return
  watch.wait(cell, pid)
  while (worker() !== undefined && !watch.isStopped()) await setTimeout(200)
}

const run = (
  cell: Cell,
  work: Work,
  watch: Watch,
  children: Set<ChildProcess>,
): Promise<{ code: number; message: string }> => {
  const target = isRun(cell.path) ? cell.path : specOf(cell, work.specs)
  const options = [
    '--epochs',
    String(work.epochs),
    '--threads',
    String(work.threads),
    '--json',
    '--quiet',
    ...work.options,
  ]
  const out = isRun(cell.path) ? [] : ['--out', work.out]
  // Begun as we were: from source that needs a loader, from the bundle nothing.
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1], 'run', target, ...options, ...out], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  let message = ''
  createInterface({ input: child.stderr }).on('line', line => {
    if (line.startsWith('data: ')) watch.standIn(line.slice('data: '.length))
    else message = `${message}${line}\n`.slice(-2000)
  })
  createInterface({ input: child.stdout }).on('line', line => {
    const event = JSON.parse(line) as Record<string, unknown>
    const epoch = event.event === 'epoch' ? comparedEpoch(cell.experiment, Number(event.epoch)) : undefined
    if (epoch !== undefined) watch.epoch(cell, { ...event, epoch })
  })
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', code => {
      children.delete(child)
      done({ code: code ?? 1, message: message.trim() })
    })
  })
}

const specOf = ({ experiment, seed }: Cell, folder: string): string => {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${experiment.name}-s${seed}.json`)
  writeFileSync(file, `${JSON.stringify(experiment)}\n`)
  return file
}
