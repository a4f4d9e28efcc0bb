import { h } from '../../dom.ts'
import type { Matrix } from '../../source/weights.ts'
import type { Stage } from '../../stage.ts'
import { chooser } from '../choices.ts'
import { tooltip } from '../tooltip.ts'
import { type FieldLayout, fieldAt, layOutFields } from './field-layout.ts'
import { paintFields } from './field-paint.ts'
import { type FieldShape, shortField, wholeField } from './field-shape.ts'

const [PRESENT, ALL] = ['weights present', 'all senders']

/** Incoming weights of each neuron as an image: of all senders, or of those that have weights where they are few. */
export const fieldGrid = (stage: Stage, head: HTMLElement) => {
  const canvas = h('canvas', { class: 'fields', role: 'img' })
  const plot = h('div', { class: 'plot fields-plot' }, canvas)
  const note = h('p', { class: 'status' })
  const root = h('div', { class: 'weights-main' }, plot, note)
  const tip = tooltip(plot)
  const chooseField = chooser(head, stage, 'field', 'field')
  const shapes = shapesOf(stage)
  let now: Shown | undefined
  const draw = (matrix: Matrix, last: Matrix, name: string, epoch: number) => {
    const { whole, short } = shapes(last, name)
    const choice = chooseField(short ? [PRESENT, ALL] : [ALL])
    const shape = short && choice === PRESENT ? short : whole
    const layout = layOutFields(matrix.posts, shape, plot.clientWidth, plot.clientHeight)
    const first = Math.min(stage.view.get().page, layout.pages - 1) * layout.perPage
    const scale = largest(matrix.values)
    const isZero = paintFields(canvas, matrix, layout, first, scale ?? 1, stage.theme.get())
    now = { matrix, layout, first, name }
    const end = Math.min(matrix.posts, first + layout.perPage)
    const which = `neurons ${first + 1} to ${end} of ${matrix.posts.toLocaleString('en')}`
    const notes = [`epoch ${epoch}`, scaleText(scale, unitText(stage, name)), ...ABOUT[shape.kind]]
    note.replaceChildren(h('span', { class: 'rows-text' }, which), ...notes.map(text => h('span', {}, text)))
    if (isZero) note.append(h('span', { class: 'absent-key' }, '0, or no synapse'))
    canvas.setAttribute('aria-label', `Incoming weights of ${name}, ${which}, epoch ${epoch}`)
  }
  plot.addEventListener('pointermove', event => {
    const lines = now && textAt(event, canvas, stage, now)
    if (!lines) return tip.hide()
    const box = plot.getBoundingClientRect()
    tip.show(event.clientX - box.left, event.clientY - box.top, lines)
  })
  plot.addEventListener('pointerleave', tip.hide)
  return {
    root,
    draw,
    pages: () => now?.layout.pages ?? 1,
    fail: (reason: string) => note.replaceChildren(h('span', { class: 'reason' }, reason)),
  }
}

/** What is on the canvas. */
interface Shown {
  matrix: Matrix
  layout: FieldLayout
  first: number // neuron
  name: string // projection
}

const ABOUT: Record<FieldShape['kind'], string[]> = {
  all: [],
  part: ['the part of the picture that has weights'],
  list: ['senders with weights, in their order'],
}

/** The shapes of a projection's fields, told once for its last weights: they are large. */
const shapesOf = (stage: Stage) => {
  let known: { last: Matrix; whole: FieldShape; short: FieldShape | undefined } | undefined
  return (last: Matrix, name: string) => {
    if (known?.last === last) return known
    const whole = wholeField(last.pres, senderOf(stage, name)?.shape ?? [])
    known = { last, whole, short: shortField(last, whole) }
    return known
  }
}

const senderOf = ({ run }: Stage, name: string) => {
  const projection = run.file.projections.find(p => p.name === name)
  return run.file.populations.find(p => p.name === projection?.from.split('.')[0])
}

/** Lines about the weight under the pointer. */
const textAt = (event: PointerEvent, canvas: HTMLCanvasElement, stage: Stage, now: Shown): string[] | undefined => {
  const { matrix, layout, first, name } = now
  const box = canvas.getBoundingClientRect()
  const [x, y] = [event.clientX - box.left, event.clientY - box.top].map(v => v * window.devicePixelRatio)
  const found = fieldAt(layout, x, y)
  const neuron = first + (found?.field ?? 0)
  const pre = found && neuron < matrix.posts ? layout.shape.pre(neuron, found.cell) : -1
  if (pre < 0 || y > canvas.height) return undefined
  const w = matrix.values[pre * matrix.posts + neuron]
  const from = senderOf(stage, name)?.name ?? ''
  return [`neuron ${neuron}`, `from ${from} ${pre}`, `w ${Number(w.toPrecision(4))}${unitText(stage, name)}`]
}

/** ' pA', or nothing where weights are plain numbers. */
export const unitText = ({ run }: Stage, name: string): string => {
  const unit = run.file.projections.find(p => p.name === name)?.unit ?? '1'
  return unit === '1' ? '' : ` ${unit}`
}

const scaleText = (scale: number | undefined, unit: string): string => {
  if (scale === undefined) return 'all weights are 0'
  const end = Number(scale.toPrecision(3))
  return `blue −${end} … 0 … ${end}${unit} orange`
}

/** The 99.5th percentile of |w| where it is not 0, so that a few large weights do not wash out the rest; undefined where all are 0. */
const largest = (values: Float32Array): number | undefined => {
  const step = Math.max(1, Math.floor(values.length / 50_000))
  const some: number[] = []
  for (let i = 0; i < values.length; i += step) if (values[i] !== 0) some.push(Math.abs(values[i]))
  some.sort((a, b) => a - b)
  return some[Math.floor(0.995 * (some.length - 1))] || largestOf(values) || undefined
}

/** For a matrix so sparse that the sample holds none of its weights. */
const largestOf = (values: Float32Array): number => values.reduce((most, w) => Math.max(most, Math.abs(w)), 0)
