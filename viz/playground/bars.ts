/** Ten bars: the spikes of the output units so far, as the clock goes through an image. */
import type { Recorded } from '../../src/sim/record.ts'
import { h } from '../dom.ts'

export interface Bars {
  element: HTMLElement
  set(recorded: Recorded | undefined, population: string): void
  /** Draws what has been spiked by this tick. */
  at(tick: number): void
}

const UNITS = 10
const LEAST = 5 // spikes of a full bar, so that a single one is not a full bar

export const bars = (): Bars => {
  const rows = Array.from({ length: UNITS }, (_, i) => row(i))
  const element = h('div', { class: 'bars', role: 'img' }, ...rows.map(r => r.element))
  let shown: { counts: Uint16Array[]; most: number; answer: number; recorded: Recorded } | undefined
  const at = (tick: number) => {
    const counts = shown && countsAt(shown.recorded, shown.counts, tick)
    const elapsed = shown ? Math.min(shown.recorded.length, Math.max(1, tick)) : 1
    const isOver = shown !== undefined && tick >= shown.recorded.length
    rows.forEach((r, i) => {
      const count = counts?.[i] ?? 0
      r.bar.style.width = `${(100 * count) / Math.max(LEAST, shown?.most ?? 0)}%`
      r.value.textContent = shown ? `${Math.round((1000 * count) / elapsed)} Hz` : ''
      r.element.classList.toggle('answer', isOver && shown?.answer === i)
    })
    element.setAttribute('aria-label', labelOf(counts, isOver ? shown?.answer : undefined))
  }
  return {
    element,
    at,
    set: (recorded, population) => {
      shown = recorded && { ...countsOf(recorded, population), answer: recorded.answer, recorded }
      at(0)
    },
  }
}

const row = (digit: number) => {
  const bar = h('span', { class: 'bar-fill' })
  const value = h('span', { class: 'bar-value' })
  const element = h(
    'div',
    { class: 'bar-row', 'data-digit': digit },
    h('span', { class: 'bar-name' }, String(digit)),
    h('span', { class: 'bar-track' }, bar),
    value,
  )
  return { element, bar, value }
}

/** For each tick, how many spikes each unit has fired up to and with it. */
const countsOf = (recorded: Recorded, population: string) => {
  const raster = recorded.spikes[`${population}.spike`]
  const counts = Array.from({ length: recorded.length }, () => new Uint16Array(UNITS))
  raster?.tick.forEach((tick, i) => {
    if (raster.unit[i] < UNITS) counts[tick - recorded.start][raster.unit[i]]++
  })
  for (let t = 1; t < counts.length; t++) for (let u = 0; u < UNITS; u++) counts[t][u] += counts[t - 1][u]
  return { counts, most: Math.max(0, ...(counts.at(-1) ?? [])) }
}

const countsAt = (recorded: Recorded, counts: readonly Uint16Array[], tick: number): Uint16Array | undefined =>
  counts[Math.min(recorded.length, Math.floor(tick)) - 1]

const labelOf = (counts: Uint16Array | undefined, answer: number | undefined): string => {
  const said = answer === undefined ? '' : `Answer ${answer}. `
  if (!counts) return 'Spikes of the ten output units: none yet'
  return `${said}Spikes of the output units 0 to 9: ${[...counts].join(', ')}`
}
