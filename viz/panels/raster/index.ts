import { axisBottom, scaleLinear } from 'd3'
import { differs } from '../../differs.ts'
import { h, put, putText, s } from '../../dom.ts'
import { isShown } from '../../frames.ts'
import { scaled } from '../../letters.ts'
import { digits } from '../../page/time-text.ts'
import type { Mounted, Panel, Place } from '../../panel.ts'
import { sizeOf } from '../../sizes.ts'
import { countSpikes } from '../../source/segments.ts'
import { type Stage, togglePin } from '../../stage.ts'
import { drawFoot, timeAxis } from '../axes.ts'
import { tooltip } from '../tooltip.ts'
import { controls } from './controls.ts'
import { drawGutter, drawPins } from './gutter.ts'
import { describe, targetAt } from './hover.ts'
import type { Picture } from './job.ts'
import { rasterModel } from './model.ts'
import { markWidth, painter } from './painter.ts'
import { listenPointer, type Plot } from './pointer.ts'
import { type RowWindow, rowsText } from './rows.ts'
import { rowScrollbar } from './scrollbar.ts'
import { drawPhases, drawStrip, presentationsIn } from './strip.ts'
import { vectorSpikes, visibleTable } from './visible.ts'

/** Of names and numbers at the left, images above, time below. */
const margins = () => ({ left: scaled(78), right: 4, top: scaled(44), bottom: scaled(24) })

export const raster: Panel = {
  id: 'raster',
  title: 'Raster',
  tab: 'activity',
  eager: true,
  needs: columns => columns.some(c => c.endsWith('.spike')),
  mount: (place, stage) => mountRaster(place, stage),
}

const mountRaster = (place: Place, stage: Stage): Mounted => {
  const { run, view } = stage
  const model = rasterModel(stage)
  const margin = margins()
  const svg = s('svg', { class: 'back' })
  const [phases, strip] = [s('g'), s('g')]
  svg.append(phases, strip)
  const canvas = h('canvas', { class: 'spikes', id: 'raster-plot', role: 'img', 'aria-label': 'Raster of spikes' })
  const front = s('svg', { class: 'front' })
  const [gutter, axis, pins, veil] = [s('g'), s('g', { class: 'axis' }), s('g'), s('rect', { class: 'veil' })]
  const playhead = s('line', { class: 'playhead' })
  const brush = s('rect', { class: 'brush', display: 'none' })
  front.append(gutter, axis, veil, pins, playhead, brush)
  const plotBox = h('div', { class: 'plot raster-plot' }, svg, canvas, front)
  const said = ['rows-text', '', ''].map(name => h('span', name ? { class: name } : {}))
  const status = h('p', { class: 'status', 'data-testid': 'raster-status' }, ...said)
  const tip = tooltip(plotBox)
  const scroll = rowScrollbar(stage, () => rowsText(model.groups().groups, rows()))
  place.body.append(h('div', { class: 'raster-body' }, plotBox, scroll.bar), status)
  const refreshControls = controls(place.head, stage, model.resort)

  let markNow = 1
  let measured: Plot = { left: margin.left, top: margin.top, width: 10, height: 10 }
  const measure = () => {
    const size = sizeOf(plotBox)
    const width = Math.max(10, size.width - margin.left - margin.right)
    const height = Math.max(10, size.height - margin.top - margin.bottom)
    measured = { ...measured, width, height }
  }
  const plot = () => measured
  const rows = (pixels = plot().height): RowWindow => {
    const { top, bottom } = view.get()
    return { height: model.groups().height, top, bottom, pixels }
  }
  const x = () => scaleLinear([view.get().from, view.get().to], [0, plot().width])

  const layers = (width: number, height: number) => {
    const { from, to } = view.get()
    const ratio = width / plot().width
    const segments = model.columns().map(c => c.segments(Math.max(0, from), to))
    const mark = markWidth(width / (to - from), ratio, countSpikes(segments.flat()))
    markNow = mark
    return model.columns().map((column, i) => {
      const bands = model.bands(model.groups().groups[i], rows(height))
      const colour = model.colours(column, stage.theme.get())
      return {
        mapping: { width, height, from, to, mark, colour, ...bands },
        segments: segments[i],
      }
    })
  }
  const writeStatus = (last: Picture) => {
    const { from, to } = view.get()
    const loading = model.columns().some(c => !c.complete(from, to))
    const isLate =
      to > run.onDisk && model.columns().some(c => !c.isFresh(Math.max(from, run.onDisk), Math.min(to, run.length)))
    const all = isLate ? 'the newest come from disk' : last.seen > 0 ? 'every spike' : ''
    const drawn = last.density ? `density, up to ${digits(last.most)} a pixel` : all
    const spikes = `${digits(last.seen)} spikes`
    const neurons = rowsText(model.groups().groups, rows())
    for (const [i, text] of [neurons, spikes, loading ? 'loading…' : drawn].entries()) putText(said[i], text)
    put(canvas, {
      'data-state': loading || paintbox.waiting() ? 'loading' : 'ready',
      'data-mark': markNow,
      'data-drawn': last.density ? 'density' : 'exact',
      'aria-label': `Raster of spikes: ${neurons}, ${spikes}`,
    })
  }
  const paintbox = painter(canvas, writeStatus)
  for (const g of [phases, gutter, pins, veil]) g.setAttribute('transform', `translate(${margin.left},${margin.top})`)
  strip.setAttribute('transform', `translate(${margin.left},2)`)
  Object.assign(canvas.style, { left: `${margin.left}px`, top: `${margin.top}px` })
  const isOther = differs()
  /** What does not move with time. */
  const drawRows = (width: number) => {
    const { groups } = model.groups()
    const { height, top, bottom, pixels } = rows()
    const orders = groups.map(g => g.order)
    if (!isOther(height, top, bottom, pixels, width, stage.theme.get(), view.get().pins, ...orders)) return
    drawGutter(gutter, groups, rows(), stage)
    drawPins(pins, groups, rows(), stage, width)
  }
  const drawFrame = () => {
    const { width, height } = plot()
    const { from, to } = view.get()
    const shown = presentationsIn(run.presentations, from, to)
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` })
    drawPhases(phases, shown, x(), width, height)
    drawStrip(strip, shown, x(), width)
    drawRows(width)
    put(axis, { transform: `translate(${margin.left},${margin.top + height})` })
    drawFoot(axis, timeAxis(axisBottom, [from, to], width, run.file.dt))
  }
  const tick = (now: number) => {
    const { width, height } = plot()
    const at = x()(now)
    const inside = at >= -1 && at <= width + 1
    const isSeen = inside && (now > 0 || stage.clock.playing.get())
    const veiled = inside && stage.clock.playing.get()
    put(playhead, { display: isSeen ? '' : 'none' })
    put(veil, { display: veiled ? '' : 'none' })
    const px = margin.left + at
    if (isSeen) put(playhead, { x1: px, x2: px, y1: margin.top - 6, y2: margin.top + height })
    if (veiled) put(veil, { x: at, width: Math.max(0, width - at), height })
  }
  const draw = () => {
    if (!isShown(plotBox)) return
    measure()
    const { from, to } = view.get()
    for (const column of model.columns()) if (!column.complete(from, to)) void column.ensure(from, to)
    refreshControls()
    drawFrame()
    scroll.draw()
    const { top, bottom } = view.get()
    paintbox.paint({ area: { from, to, top, bottom }, width: plot().width, height: plot().height, layers })
    tick(stage.clock.now.get())
  }
  const under = (px: number, py: number) =>
    px < 0 || py < 0 || px > plot().width || py > plot().height
      ? undefined
      : targetAt(px, py, plot().width, view.get(), rows(), model.groups().groups, model.columns())

  listenPointer(plotBox, stage, plot, {
    hover: (px, py) => {
      const target = under(px, py)
      if (target) tip.show(px + margin.left, py + margin.top, describe(target, stage))
      else tip.hide()
    },
    leave: tip.hide,
    click: (px, py) => {
      const target = under(px, py)
      if (target) togglePin(view, target)
      if (px >= 0) stage.clock.seek(target?.tick ?? x().invert(px))
    },
    brush: (a, b) => {
      brush.setAttribute('display', a ? '' : 'none')
      if (!a) return
      const { width, height } = plot()
      const flat = Math.abs(a[1] - b[1]) < 10
      const [x0, x1] = [a[0], b[0]].map(v => Math.min(width, Math.max(0, v))).sort((p, q) => p - q)
      const [y0, y1] = flat
        ? [0, height]
        : [a[1], b[1]].map(v => Math.min(height, Math.max(0, v))).sort((p, q) => p - q)
      const box = { x: margin.left + x0, y: margin.top + y0, width: x1 - x0, height: y1 - y0 }
      for (const [name, value] of Object.entries(box)) brush.setAttribute(name, String(value))
    },
  })

  return {
    draw,
    tick,
    table: () => visibleTable(stage, model, rows()),
    vector: c => (c === canvas ? vectorSpikes(stage, layers(plot().width, plot().height)) : undefined),
    destroy: () => {},
  }
}
