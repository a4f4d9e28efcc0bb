import { type Signal, signal } from '../cell.ts'
import { type EventTable, eventTable } from './event-table.ts'
import { byColumn, type Change, type FileEntry, type Files, keyOf, readText, type Shown } from './files.ts'
import { type Presentation, presentationOf, readPresentations } from './presentations.ts'
import { type Recomputer, type Replay, recomputer } from './recompute/recomputer.ts'
import { replayInWorker } from './recompute/run-worker.ts'
import { parseRunFile, parseScores, type RunFile, type Score } from './run-file.ts'
import { type SpikeColumn, spikeColumn } from './spike-column.ts'
import { type TraceColumn, traceColumn } from './traces.ts'
import { type WeightColumn, weightColumn } from './weights.ts'

/** A run as panels see it. Everything in it may grow while the run goes; `changed` tells. */
export interface RunView {
  id: string
  file: RunFile
  spikes: SpikeColumn[] // events named 'spike'
  events: SpikeColumn[] // other events: plateaus
  traces: TraceColumn[]
  measures: TraceColumn[] // of every tick, one value each: 'energy.hidden'
  tables: EventTable[] // events with columns kept for each
  weights: WeightColumn[]
  scores: Score[]
  presentations: Presentation[]
  /** Voltages that were not recorded; without it there are none. */
  recomputed?: Recomputer
  /** Recorded ticks, 0 when nothing was recorded. */
  length: number
  /** Files hold everything before this recorded tick. */
  onDisk: number
  problems(): string[]
  changed: Signal
  /**
   * What panels may ask for: column names, 'scores', 'traces', 'presentations', 'populations', 'weights.<projection>', 'measures.<name>',
   * '<event>:<column kept with it>', 'agreement', 'testSpikes', 'confusion'.
   */
  columns(): string[]
  apply(change: Change): Promise<void>
  close(): void
}

/**
 * Opens a run; resolves when the small files are read, before any spike is. Rejects when run.json cannot be used. `replay` shows presentations
 * again, by default in a worker.
 */
export const openRun = async (id: string, files: Files, replay: Replay = replayInWorker): Promise<RunView> => {
  const changed = signal()
  const problems: string[] = []
  const [json, entries] = await Promise.all([readText(files, 'run.json'), files.list()])
  const file = parseRunFile(json)
  let hasScores = false
  const view: RunView = {
    id,
    file,
    ...columnsOf(file, entries, files, changed),
    scores: [],
    presentations: [],
    length: 0,
    onDisk: 0,
    changed,
    problems: () => [...problems, ...columnsIn(view).flatMap(c => c.problems)],
    columns: () => available(view),
    apply: change => apply(change),
    close: () => stop?.(),
  }
  view.recomputed = recomputer(view, files, replay)
  const read = new Map<string, Promise<Presentation[]>>()
  const presentations = async (list: FileEntry[]) => {
    const present = byColumn(list, 'presentations').get('') ?? []
    for (const f of present)
      if (!read.has(keyOf(f)))
        read.set(
          keyOf(f),
          readPresentations(files, f, changed.emit).catch(e => fail(problems, e)),
        )
    const all = await Promise.all(present.map(f => read.get(keyOf(f))!))
    return all.flat().sort((a, b) => a.start - b.start)
  }
  const refresh = async (list: FileEntry[]) => {
    setFiles(view, list)
    const saved = await presentations(list)
    const last = saved.at(-1)
    view.onDisk = last ? last.start + last.length : await lastTick(view)
    const fresh = view.presentations.filter(p => p.isFresh && p.start >= view.onDisk)
    view.presentations = [...saved, ...fresh]
    view.length = Math.max(view.onDisk, ...fresh.map(p => p.start + p.length))
  }
  const readScores = async () => {
    if (hasScores) view.scores = parseScores(await readText(files, 'scores.jsonl'))
  }
  const apply = async (change: Change) => {
    if (change.files) await refresh(await files.list())
    if (change.scores) {
      hasScores = true
      await readScores()
    }
    if (change.run) Object.assign(file, parseRunFile(await readText(files, 'run.json')))
    if (change.spikes) pushSpikes(view, change.spikes)
    if (change.shown) pushShown(view, change.shown)
    changed.emit()
  }
  hasScores = entries.some(e => e.path === 'scores.jsonl')
  await Promise.all([refresh(entries), readScores().catch(e => fail(problems, e))])
  /** News that cannot be read: of a run that is there no more they are no problem of a file. */
  const faulty = async (error: unknown) => {
    const isThere = await readText(files, 'run.json').then(
      () => true,
      () => false,
    )
    if (isThere) fail(problems, error)
    else file.state = 'removed'
    changed.emit()
  }
  const stop = files.watch?.(change => void apply(change).catch(faulty))
  return view
}

const fail = (problems: string[], error: unknown): [] => {
  problems.push((error as Error).message)
  return []
}

const columnsOf = (file: RunFile, entries: FileEntry[], files: Files, changed: Signal) => {
  const spikeColumns = file.columns
    .filter(c => c.kind === 'spikes')
    .map(c => spikeColumn(c.name, c.population, c.units, files, changed))
  const traces = file.columns
    .filter(c => c.kind === 'trace')
    .map(c => traceColumn(c.name, c.population, c.unit, c.units, files, changed))
  const isSpike = (c: SpikeColumn) => c.event === 'spike'
  return {
    spikes: spikeColumns.filter(isSpike),
    events: spikeColumns.filter(c => !isSpike(c)),
    traces,
    measures: file.columns
      .filter(c => c.kind === 'measure')
      .map(c => traceColumn(c.name, c.population, c.unit, 1, files, changed)),
    tables: file.columns.filter(c => c.values.length > 0).map(c => eventTable(c, files, changed)),
    weights: weightNames(file, entries).map(name => weightColumn(name, files)),
  }
}

/** Names of saved weights (not of biases, which stand under a population); while a run goes also those that will be saved. */
const weightNames = (file: RunFile, entries: FileEntry[]): string[] => {
  const soon = file.state === 'running' ? file.projections.map(p => p.name) : []
  const isBias = (name: string) =>
    file.populations.some(p => p.name === name) && !file.projections.some(p => p.name === name)
  const saved = [...byColumn(entries, 'weights').keys()].filter(name => !isBias(name))
  return [...new Set([...saved, ...soon])]
}

const setFiles = (view: RunView, entries: FileEntry[]): void => {
  const spikes = byColumn(entries, 'spikes')
  const traces = byColumn(entries, 'traces')
  const weights = byColumn(entries, 'weights')
  for (const c of [...view.spikes, ...view.events]) c.setFiles(spikes.get(c.name) ?? [])
  for (const c of [...view.traces, ...view.measures]) c.setFiles(traces.get(c.name) ?? [])
  for (const c of view.tables) c.setFiles(spikes.get(c.name) ?? [])
  for (const c of view.weights) c.setFiles(weights.get(c.name) ?? [])
}

/** Without presentations the recorded time ends with the last spike. */
const lastTick = async (view: RunView): Promise<number> => {
  const all = [...view.spikes, ...view.events]
  await Promise.all(all.map(c => c.locate()))
  return Math.max(0, ...all.map(c => c.last()))
}

const pushSpikes = (view: RunView, { column, tick, unit }: NonNullable<Change['spikes']>): void => {
  if (tick.length === 0) return
  const end = tick[tick.length - 1] + 1
  const target = [...view.spikes, ...view.events].find(c => c.name === column)
  target?.push(tick, unit, tick[0], end)
  view.length = Math.max(view.length, end)
}

const NONE = new Uint32Array(0)

/** Presentations straight from the simulator. */
const pushShown = (view: RunView, all: readonly Shown[]): void => {
  for (const { start, length, spikes } of all)
    for (const column of [...view.spikes, ...view.events]) {
      const { tick = NONE, unit = NONE } = spikes[column.name] ?? {}
      column.push(tick, unit, start, start + length)
    }
  const news = all.filter(p => p.start >= view.length)
  view.presentations = [...view.presentations, ...news.map(p => ({ ...presentationOf(p), isFresh: true }))]
  view.length = news.reduce((end, p) => Math.max(end, p.start + p.length), view.length)
}

const columnsIn = (view: RunView) => [...view.spikes, ...view.events, ...view.traces, ...view.measures, ...view.tables]

/** Whether scores hold something, or will: a run that goes on has perhaps no line of them yet. */
const willScore = ({ scores, file }: RunView, has: (score: Score) => boolean, declared: string): boolean =>
  scores.some(has) || (file.state === 'running' && JSON.stringify(file.experiment ?? '').includes(declared))

/** Something that a learning curve shows. */
const hasCurve = (s: Score): boolean =>
  [s.testError, s.trainError, ...[s.losses, s.angles, s.measures].flatMap(Object.values)].some(v => v !== undefined)

const hasAgreement = (score: Score) => Object.keys(score.agreement).length > 0
const hasTestSpikes = (score: Score) => (score.spikesPerTestImage ?? 0) > 0 && score.testError !== undefined

const available = (view: RunView): string[] => [
  ...[...view.spikes, ...view.events, ...view.traces].map(c => c.name),
  ...view.measures.map(c => `measures.${c.name}`),
  ...view.tables.flatMap(t => t.values.map(value => `${t.name}:${value}`)),
  ...(willScore(view, hasAgreement, '"agreement":[') ? ['agreement'] : []),
  ...(willScore(view, hasTestSpikes, '"test":{"every"') ? ['testSpikes'] : []),
  ...view.weights.map(w => `weights.${w.name}`),
  ...(view.scores.some(hasCurve) || view.file.state === 'running' ? ['scores'] : []),
  ...(willScore(view, score => score.confusion !== undefined, '"test":{"every"') ? ['confusion'] : []),
  ...(view.traces.length > 0 ? ['traces'] : []),
  ...(view.presentations.length > 0 ? ['presentations'] : []),
  ...(view.file.populations.length > 0 ? ['populations'] : []),
]
