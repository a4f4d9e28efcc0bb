import type { Matrix, WeightColumn } from '../../source/weights.ts'
import type { Stage } from '../../stage.ts'
import type { Point, Series } from '../chart.ts'

/** What one epoch's weights come to. */
export interface History {
  epoch: number
  size: number // root mean square
  change: number // root mean square of the difference to the epoch before; NaN for the first
  counts: Float64Array // over HISTOGRAM bins of -range .. range
  range: number
  n: number // weights that counts are of
  isSparse: boolean // most weights are 0, and are not counted: of a projection that connects few pairs, mostly
}

const BINS = 60
const MOST_EPOCHS = 24

interface Entry {
  list: History[]
  done: Set<number>
  busy: boolean
  range: number | undefined // of the histograms: what the last epoch needs
}

/** Histories of projections, read one epoch after the other in the background; `ready` is called as they grow. */
export const histories = (ready: () => void) => {
  const known = new Map<WeightColumn, Entry>()
  const of = (column: WeightColumn): History[] => {
    const entry = known.get(column) ?? { list: [], done: new Set<number>(), busy: false, range: undefined }
    known.set(column, entry)
    const next = some(column.epochs()).find(e => !entry.done.has(e))
    if (next !== undefined && !entry.busy) {
      entry.busy = true
      entry.done.add(next)
      addEpoch(column, next, entry)
        .catch(() => {}) // a broken file shows its reason when it is looked at
        .finally(() => {
          entry.busy = false
          ready()
        })
    }
    return entry.list
  }
  return { of }
}

/** All epochs, or 24 of them spread evenly; the last one first, as its weights are usually the largest. */
const some = (epochs: readonly number[]): number[] => {
  const n = Math.min(MOST_EPOCHS, epochs.length)
  const list = Array.from({ length: n }, (_, i) => epochs[Math.round((i * (epochs.length - 1)) / Math.max(1, n - 1))])
  return [...list.slice(-1), ...list.slice(0, -1)]
}

const addEpoch = async (column: WeightColumn, epoch: number, entry: Entry): Promise<void> => {
  const matrix = await column.read(epoch)
  const before = column.epochs().findLast(e => e < epoch)
  const last = before === undefined ? undefined : await column.read(before)
  const measured = measure(epoch, matrix, last, entry.range)
  entry.range ??= measured.range
  entry.list.push(measured)
  entry.list.sort((a, b) => a.epoch - b.epoch)
}

const measure = (epoch: number, { values }: Matrix, last: Matrix | undefined, known: number | undefined): History => {
  let squares = 0
  let differences = 0
  let most = 0
  let some = 0
  for (let i = 0; i < values.length; i++) {
    squares += values[i] ** 2
    most = Math.max(most, Math.abs(values[i]))
    if (values[i] !== 0) some++
    if (last) differences += (values[i] - last.values[i]) ** 2
  }
  const isSparse = some > 0 && some < values.length / 2
  const n = Math.max(1, isSparse ? some : values.length)
  const size = Math.sqrt(squares / n)
  const range = known ?? (Math.min(most, 5 * size) * 1.2 || 1)
  const counts = countsOf(values, range, isSparse)
  return { epoch, size, change: last ? Math.sqrt(differences / n) : Number.NaN, counts, range, n, isSparse }
}

const countsOf = (values: Float32Array, range: number, isSparse: boolean): Float64Array => {
  const counts = new Float64Array(BINS)
  for (let i = 0; i < values.length; i++) {
    if (isSparse && values[i] === 0) continue
    const bin = Math.floor(((values[i] + range) / (2 * range)) * BINS)
    if (bin >= 0 && bin < BINS) counts[bin]++
  }
  return counts
}

/** The distribution at the chosen epoch, with the first epoch behind it. */
export const histogramSeries = (history: readonly History[], here: History | undefined, stage: Stage) => {
  const dark = stage.theme.get() === 'dark'
  const range = history[0]?.range ?? 1
  const series: Series[] = []
  if (history[0] && here !== history[0])
    series.push(shares(history[0], `epoch ${history[0].epoch}`, dark ? '#8a939e' : '#7b848e', '3 2'))
  if (here) series.push(shares(here, `epoch ${here.epoch}`, dark ? '#f28a4b' : '#c4500a'))
  return { x: [-range, range] as [number, number], series }
}

const shares = (p: History, name: string, colour: string, dash?: string): Series => ({
  name,
  colour,
  dash,
  step: true,
  points: Array.from(p.counts, (c, i): Point => [-p.range + (2 * p.range * i) / BINS, c / p.n]),
})
