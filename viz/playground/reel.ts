/** The last presentations of a run in this page, as a run that the viewer's panels show. Its time begins anew where old ones are dropped. */
import type { Recorded } from '../../src/sim/record.ts'
import type { Experiment } from '../../src/spec/types.ts'
import { signal } from '../cell.ts'
import { presentationOf } from '../source/presentations.ts'
import { parseRunFile } from '../source/run-file.ts'
import type { RunView } from '../source/run-view.ts'
import { memoryColumn } from './memory-column.ts'
import { shownPopulations } from './recipe.ts'

export interface Reel {
  run: RunView
  /** Takes presentations in; by how many ticks those that were there have moved to the left. */
  add(more: readonly Recorded[]): number
  clear(): void
}

/** `most`: presentations that are kept; `state`: whether more are to come. */
export const reel = (id: string, experiment: Experiment, most: number, state: 'running' | 'done'): Reel => {
  const changed = signal()
  const sizeOf = (name: string) => {
    const { size, shape = [] } = experiment.populations[name]
    return size ?? shape.reduce((product, n) => product * n, 1)
  }
  const spikes = shownPopulations(experiment).map(name => memoryColumn(name, sizeOf(name)))
  let kept: Recorded[] = []
  const run: RunView = {
    id,
    file: fileOf(experiment, state),
    spikes,
    events: [],
    traces: [],
    measures: [],
    tables: [],
    weights: [],
    scores: [],
    presentations: [],
    length: 0,
    onDisk: Number.POSITIVE_INFINITY,
    problems: () => [],
    changed,
    columns: () => [...spikes.map(c => c.name), 'presentations'],
    apply: async () => {},
    close: () => {},
  }
  const set = (next: readonly Recorded[]) => {
    kept = endToEnd(next)
    for (const column of spikes) column.fill(kept.flatMap(r => r.spikes[column.name] ?? []))
    run.presentations = kept.map(presentation)
    const last = kept.at(-1)
    run.length = last ? last.start + last.length : 0
    changed.emit()
  }
  const add = (more: readonly Recorded[]): number => {
    if (more.length === 0) return 0
    const gone = kept.slice(0, Math.max(0, kept.length + more.length - most))
    set([...kept, ...more].slice(-most))
    return gone.reduce((sum, r) => sum + r.length, 0)
  }
  return { run, add, clear: () => set([]) }
}

const fileOf = ({ about, seed }: Experiment, state: string) =>
  parseRunFile(JSON.stringify({ name: about, seed, state, dt: 1 }))

const endToEnd = (all: readonly Recorded[]): Recorded[] => {
  let at = 0
  return all.map(r => {
    const moved = movedTo(r, at)
    at += r.length
    return moved
  })
}

const movedTo = (r: Recorded, start: number): Recorded => {
  const by = start - r.start
  if (by === 0) return r
  const spikes = Object.entries(r.spikes).map(([name, s]) => [name, { ...s, tick: s.tick.map(t => t + by) }])
  return {
    ...r,
    start,
    phases: r.phases.map(p => ({ ...p, start: p.start + by })),
    spikes: Object.fromEntries(spikes),
  }
}

const presentation = (r: Recorded) => ({ ...presentationOf(r), epoch: r.epoch + 1 })
