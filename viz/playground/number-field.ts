/** A number to set: a slider and a box that show the same value. */
import { h } from '../dom.ts'
import type { Field } from './rules.ts'
import { within } from './settings.ts'

const STEPS = 1000

/** Sliders of wide ranges go by the square, so that small values can be set as finely. */
const toSlider = ({ min, max }: Field, value: number): number =>
  Math.round(STEPS * Math.sqrt((value - min) / (max - min)))
const fromSlider = ({ min, max }: Field, at: number): number => min + (max - min) * (at / STEPS) ** 2

/** Two digits are enough for a slider. */
const rounded = (field: Field, value: number): number => within(field, Number(value.toPrecision(2)))

export const numberField = (field: Field, value: number, changed: (value: number) => void): HTMLElement => {
  const { label, min, max, unit, whole } = field
  const slider = h('input', { type: 'range', min: 0, max: STEPS, 'aria-label': `${label}, slider`, tabindex: -1 })
  const box = h('input', { type: 'number', min, max, step: whole ? 1 : 'any', id: `field-${field.key}` })
  const name = h('label', { for: box.id }, unit ? `${label}, ${unit}` : label)
  const show = (now: number) => {
    box.value = String(now)
    slider.value = String(toSlider(field, now))
  }
  slider.addEventListener('input', () => {
    box.value = String(rounded(field, fromSlider(field, Number(slider.value))))
  })
  slider.addEventListener('change', () => changed(Number(box.value)))
  box.addEventListener('change', () => {
    const now = box.value.trim() === '' ? field.value : within(field, Number(box.value))
    show(now)
    changed(now)
  })
  show(value)
  return h('div', { class: 'field' }, name, box, slider)
}
