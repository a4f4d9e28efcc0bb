import { select as pick, scaleLinear } from 'd3'
import { differs } from '../differs.ts'
import { put } from '../dom.ts'
import { scaled } from '../letters.ts'
import { sizeOf } from '../sizes.ts'
import { type Stage, setWindow } from '../stage.ts'
import { epochNumber } from './time-text.ts'

const HEIGHT = 30
const HANDLE = 5

/** The whole recorded time: epochs as bands, the window as a frame to drag, the clock as a line. */
export const overview = (svg: SVGSVGElement, stage: Stage) => {
  const root = pick(svg)
  const bands = root.append('g')
  const frame = root
    .append('rect')
    .attr('class', 'window')
    .attr('y', 2)
    .attr('height', HEIGHT - 12)
    .attr('rx', 2)
  const playhead = root
    .append('line')
    .attr('class', 'playhead')
    .attr('y1', 0)
    .attr('y2', HEIGHT - 9)
  const x = scaleLinear()
  const isOther = differs()
  const draw = () => {
    const { width } = sizeOf(svg)
    x.domain([0, Math.max(1, stage.run.length)]).range([0, width])
    if (isOther(width, stage.run.length, stage.run.presentations)) drawBands(bands, stage, x)
    const { from, to } = stage.view.get()
    const now = x(stage.clock.now.get())
    put(frame.node()!, { x: x(from), width: Math.max(3, x(to) - x(from)) })
    put(playhead.node()!, { x1: now, x2: now })
  }
  drag(svg, stage, x)
  svg.addEventListener('keydown', event => onKey(event, stage))
  return { draw }
}

type Selection = ReturnType<typeof bandsType>
const bandsType = () => pick<SVGGElement, unknown>(document.createElementNS('http://www.w3.org/2000/svg', 'g'))

/** A band per stretch of presentations of one epoch and kind. */
const drawBands = (root: Selection, stage: Stage, x: (tick: number) => number) => {
  const stretches = epochs(stage)
  root
    .selectAll('rect')
    .data(stretches)
    .join('rect')
    .attr('class', d => (d.test ? 'band test' : 'band train'))
    .attr('x', d => x(d.from))
    .attr('y', 5)
    .attr('height', HEIGHT - 18)
    .attr('width', d => Math.max(0.5, x(d.to) - x(d.from) - 1))
  const room = (d: Stretch) => x(d.to) - x(d.from)
  root
    .selectAll('text')
    .data(stretches.filter(d => room(d) > scaled(18)))
    .join('text')
    .attr('x', d => x(d.from) + 1)
    .attr('y', HEIGHT - 10 + scaled(10))
    .text(d => (room(d) > scaled(76) ? nameOf(d) : epochNumber(d)))
}

const nameOf = (d: Stretch): string => `${d.test ? 'test' : 'train'}, epoch ${epochNumber(d)}`

interface Stretch {
  from: number
  to: number
  epoch: number
  test: boolean
}

const epochs = (stage: Stage): Stretch[] => {
  const out: Stretch[] = []
  for (const p of stage.run.presentations) {
    const last = out.at(-1)
    if (last && last.epoch === p.epoch && last.test === p.test) last.to = p.start + p.length
    else out.push({ from: p.start, to: p.start + p.length, epoch: p.epoch, test: p.test })
  }
  return out.length > 0 || stage.run.length === 0 ? out : [{ from: 0, to: stage.run.length, epoch: 0, test: false }]
}

interface Scale {
  (tick: number): number
  invert(px: number): number
}

/** Drag the frame or an edge of it; press elsewhere to bring the clock and the window there. */
const drag = (svg: SVGSVGElement, stage: Stage, x: Scale) => {
  let part: 'from' | 'to' | 'all' | undefined
  let last = 0
  const at = (event: PointerEvent) => event.clientX - svg.getBoundingClientRect().left
  svg.addEventListener('pointerdown', event => {
    const { from, to } = stage.view.get()
    const px = at(event)
    last = px
    const tick = x.invert(px)
    if (Math.abs(px - x(from)) < HANDLE) part = 'from'
    else if (Math.abs(px - x(to)) < HANDLE) part = 'to'
    else part = 'all'
    if (part === 'all' && (tick < from || tick > to)) {
      stage.clock.seek(tick)
      setWindow(stage, tick - (to - from) / 2, tick + (to - from) / 2)
    }
    svg.setPointerCapture(event.pointerId)
  })
  svg.addEventListener('pointermove', event => {
    if (!part) return
    const { from, to } = stage.view.get()
    const by = x.invert(at(event)) - x.invert(last)
    last = at(event)
    setWindow(stage, part === 'to' ? from : from + by, part === 'from' ? to : to + by)
  })
  svg.addEventListener('pointerup', () => (part = undefined))
  svg.addEventListener('pointercancel', () => (part = undefined))
}

const onKey = (event: KeyboardEvent, stage: Stage) => {
  const now = stage.clock.now.get()
  const step = (stage.view.get().to - stage.view.get().from) / 20
  const to = { ArrowLeft: now - step, ArrowRight: now + step, Home: 0, End: stage.run.length }[event.key]
  if (to === undefined) return
  event.preventDefault()
  stage.clock.seek(to)
}
