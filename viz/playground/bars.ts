/** Ten bars that rise as the clock goes through an answer. */
import { h } from '../dom.ts'
import { type Evidence, UNITS } from './evidence.ts'

export interface Bars {
  element: HTMLElement
  set(shown: Shown | undefined): void
  /** Draws what is known by this tick. */
  at(tick: number): void
}

export interface Shown {
  evidence: Evidence
  answer: number
}

const LEAST = 5 // of a full bar, so that a single spike is not one

export const bars = (): Bars => {
  const rows = Array.from({ length: UNITS }, (_, digit) => row(digit))
  const element = h('div', { class: 'bars', role: 'img' }, ...rows.map(r => r.element))
  let shown: Shown | undefined
  const at = (tick: number) => {
    const values = shown?.evidence.values[Math.floor(tick) - 1]
    const isOver = shown !== undefined && tick >= shown.evidence.values.length
    rows.forEach((r, digit) => {
      const value = values?.[digit] ?? 0
      r.bar.style.width = `${(100 * value) / Math.max(LEAST, shown?.evidence.most ?? 0)}%`
      r.value.textContent = shown ? textOf(value, tick, shown.evidence) : ''
      r.element.classList.toggle('answer', isOver && shown?.answer === digit)
    })
    element.setAttribute('aria-label', labelOf(values, isOver ? shown?.answer : undefined))
  }
  const set = (next: Shown | undefined) => {
    shown = next
    at(0)
  }
  at(0)
  return { element, set, at }
}

const row = (digit: number) => {
  const bar = h('span', { class: 'bar-fill' })
  const value = h('span', { class: 'bar-value' })
  const name = h('span', { class: 'bar-name' }, String(digit))
  const element = h(
    'div',
    { class: 'bar-row', 'data-digit': digit },
    name,
    h('span', { class: 'bar-track' }, bar),
    value,
  )
  return { element, bar, value }
}

/** Ticks last 1 ms in all recipes. */
const textOf = (value: number, tick: number, { unit, values }: Evidence): string =>
  unit === 'spikes' ? String(value) : `${Math.round((1000 * value) / Math.min(values.length, Math.max(1, tick)))} Hz`

const labelOf = (values: Float32Array | undefined, answer: number | undefined): string => {
  if (!values) return 'Spikes for each of the ten digits: none yet'
  return `${answer === undefined ? '' : `Answer ${answer}. `}Spikes for the digits 0 to 9: ${[...values].join(', ')}`
}
