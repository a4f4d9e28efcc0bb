import { populationColour } from '../../colour.ts'
import { isShown } from '../../frames.ts'
import type { Cells, Mounted, Panel, Place } from '../../panel.ts'
import { type Presentation, presentationAt } from '../../source/presentations.ts'
import { eachSpike } from '../../source/segments.ts'
import type { SpikeColumn } from '../../source/spike-column.ts'
import type { Stage } from '../../stage.ts'
import { chart, type Point, type Series } from '../chart.ts'

/** Intervals between the spikes of a unit, and their coefficient of variation, over what is in view. */
export const intervals: Panel = {
  id: 'intervals',
  title: 'Intervals',
  tab: 'activity',
  needs: columns => columns.some(c => c.endsWith('.spike')),
  mount: (place, stage) => mountIntervals(place, stage),
}

const MOST = 1e6
const FEWEST = 5 // intervals that a CV needs

interface Statistics {
  isi: number[] // ticks
  cv: number[]
  cut: boolean
}

const mountIntervals = (place: Place, stage: Stage): Mounted => {
  const isiChart = chart(place.body)
  const cvChart = chart(place.body)
  const measure = () => {
    const { from, to } = stage.view.get()
    return stage.run.spikes.map(c => statistics(c, from, to, stage.run.presentations))
  }
  const series = (bins: (stats: Statistics) => Point[], all: readonly Statistics[]): Series[] =>
    all.map((stats, i) => ({
      name: stage.run.spikes[i].population,
      colour: populationColour(i, stage.theme.get()),
      step: true,
      points: bins(stats),
    }))
  const isiBins = (all: readonly Statistics[]) => {
    const dt = stage.run.file.dt
    const most = Math.max(10, ...all.map(a => quantile(a.isi, 0.98))) * dt
    const width = Math.max(dt, Math.ceil(most / 50 / dt) * dt)
    return {
      most: Math.ceil(most / width) * width,
      of: (a: Statistics) =>
        histogram(
          a.isi.map(x => x * dt),
          width,
          Math.ceil(most / width),
        ),
    }
  }
  const draw = () => {
    if (!isShown(place.body)) return
    const all = measure()
    const bins = isiBins(all)
    const cut = all.some(a => a.cut) ? ', first spikes in view' : ''
    isiChart.draw({
      title: `Share of intervals${cut}`,
      x: [0, bins.most],
      xLabel: 'ms',
      yFromZero: true,
      series: series(bins.of, all),
    })
    cvChart.draw({
      title: 'Share of neurons by CV',
      x: [0, 2],
      yFromZero: true,
      series: series(a => histogram(a.cv, 0.1, 20), all),
    })
  }
  const table = (): Cells[] => {
    const all = measure()
    const rows = (kind: string, list: readonly Series[]) =>
      list.flatMap(one => one.points.map((p): Cells => [kind, one.name, p[0], p[1]]))
    return [
      ['kind', 'population', 'bin', 'share'],
      ...rows('isi_ms', series(isiBins(all).of, all)),
      ...rows(
        'cv',
        series(a => histogram(a.cv, 0.1, 20), all),
      ),
    ]
  }
  return { draw, table, destroy: () => {} }
}

/** Intervals never cross from one image into the next: time stands still between them. */
const statistics = (column: SpikeColumn, from: number, to: number, list: readonly Presentation[]): Statistics => {
  const last = new Float64Array(column.units).fill(-1)
  const [n, sum, squares] = [0, 0, 0].map(() => new Float64Array(column.units))
  const isi: number[] = []
  let at = presentationAt(list, from)
  const add = (tick: number, unit: number) => {
    if (unit >= column.units) return
    while (at + 1 < list.length && list[at + 1].start <= tick) at++
    const before = last[unit]
    last[unit] = tick
    if (before < 0 || before < (list[at]?.start ?? 0)) return
    isi.push(tick - before)
    n[unit]++
    sum[unit] += tick - before
    squares[unit] += (tick - before) ** 2
  }
  const { cut } = eachSpike(column.segments(from, to), add, MOST)
  const cv: number[] = []
  for (let u = 0; u < column.units; u++) if (n[u] >= FEWEST) cv.push(variation(n[u], sum[u], squares[u]))
  return { isi, cv, cut }
}

const variation = (n: number, sum: number, squares: number): number => {
  const mean = sum / n
  return mean > 0 ? Math.sqrt(Math.max(0, squares / n - mean * mean)) / mean : 0
}

/** Shares of all values in bins of `width` from 0; what lies above the last bin is not shown. */
const histogram = (values: readonly number[], width: number, bins: number): Point[] => {
  const counts = new Float64Array(bins)
  for (const v of values) if (v < bins * width) counts[Math.floor(v / width)]++
  const points = Array.from(counts, (n, i): Point => [i * width, values.length > 0 ? n / values.length : 0])
  return [...points, [bins * width, points.at(-1)?.[1] ?? 0]]
}

const quantile = (values: readonly number[], q: number): number => {
  const some =
    values.length > 20_000 ? values.filter((_, i) => i % Math.ceil(values.length / 20_000) === 0) : [...values]
  some.sort((a, b) => a - b)
  return some[Math.floor(q * (some.length - 1))] ?? 0
}
