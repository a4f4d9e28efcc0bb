import type { Presentation } from '../../source/presentations.ts'
import { presentationAt } from '../../source/presentations.ts'
import { eachSpike } from '../../source/segments.ts'
import type { SpikeColumn } from '../../source/spike-column.ts'
import type { Sort } from '../../stage.ts'

const MOST = 4e6

/** Rows of a population in the wanted order (row -> unit), by the window [from, to) or by `labels`. Ties keep the index. */
export const orderUnits = (
  column: SpikeColumn,
  sort: Sort,
  from: number,
  to: number,
  labels: () => Int32Array,
): Uint32Array => {
  const index = Uint32Array.from({ length: column.units }, (_, i) => i)
  if (sort === 'index') return index
  const key = sortKey(column, sort, from, to, labels)
  return index.sort((a, b) => key[a] - key[b] || a - b)
}

const sortKey = (c: SpikeColumn, sort: Sort, from: number, to: number, labels: () => Int32Array) => {
  if (sort === 'first spike') return firstSpikes(c, from, to)
  if (sort === 'rate') return counts(c, from, to).map(n => -n)
  return Float64Array.from(labels(), label => (label < 0 ? 1e9 : label))
}

const counts = (column: SpikeColumn, from: number, to: number): Float64Array => {
  const n = new Float64Array(column.units)
  eachSpike(column.segments(from, to), (_, unit) => void n[unit]++, MOST)
  return n
}

const firstSpikes = (column: SpikeColumn, from: number, to: number): Float64Array => {
  const first = new Float64Array(column.units).fill(Number.POSITIVE_INFINITY)
  const note = (tick: number, unit: number) => {
    if (tick < first[unit]) first[unit] = tick
  }
  eachSpike(column.segments(from, to), note, MOST)
  return first.map(x => (Number.isFinite(x) ? x : 1e15))
}

const LABELLED = 200

/** The presentations that preferred labels are worked out from: the first of the run. */
export const labelledSpan = (all: readonly Presentation[]): { presentations: readonly Presentation[]; end: number } => {
  const presentations = all.slice(0, LABELLED)
  const last = presentations.at(-1)
  return { presentations, end: last ? last.start + last.length : 0 }
}

/** The label for which a unit fires most, by mean rate over the first presentations; -1 where it never fires. */
export const preferredLabels = (column: SpikeColumn, all: readonly Presentation[]): Int32Array => {
  const { presentations, end } = labelledSpan(all)
  const labels = 1 + Math.max(-1, ...presentations.map(p => p.label))
  const preferred = new Int32Array(column.units).fill(-1)
  if (labels === 0) return preferred
  const shown = new Float64Array(labels)
  for (const p of presentations) if (p.label >= 0) shown[p.label] += p.length
  const sums = countByLabel(column, presentations, labels, end)
  for (let u = 0; u < column.units; u++) preferred[u] = bestLabel(sums.subarray(u * labels, (u + 1) * labels), shown)
  return preferred
}

const countByLabel = (
  column: SpikeColumn,
  presentations: readonly Presentation[],
  labels: number,
  end: number,
): Float64Array => {
  const sums = new Float64Array(column.units * labels)
  let at = -1
  const label = (tick: number) => {
    const p = presentations[at]
    if (!p || tick < p.start || tick >= p.start + p.length) at = presentationAt(presentations, tick)
    return presentations[at]?.label ?? -1
  }
  const add = (tick: number, unit: number) => {
    const l = label(tick)
    if (l >= 0 && unit < column.units) sums[unit * labels + l]++
  }
  eachSpike(column.segments(0, end), add, MOST)
  return sums
}

const bestLabel = (sums: Float64Array, shown: Float64Array): number => {
  let best = -1
  let most = 0
  for (let l = 0; l < sums.length; l++) {
    const mean = shown[l] > 0 ? sums[l] / shown[l] : 0
    if (mean > most) {
      best = l
      most = mean
    }
  }
  return best
}
