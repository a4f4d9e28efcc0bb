import { select } from 'd3'
import { pixelsToCanvas } from '../../export/picture.ts'
import { presentationText } from '../../page/time-text.ts'
import { type Presentation, presentationAt } from '../../source/presentations.ts'

type Scale = (tick: number) => number
const IMAGE = 26
const MOST_SHOWN = 400

/** Presentations that touch [from, to); none when there are too many to tell apart. */
export const presentationsIn = (list: readonly Presentation[], from: number, to: number): Presentation[] => {
  const first = Math.max(0, presentationAt(list, from))
  const last = presentationAt(list, to)
  const shown = last - first > MOST_SHOWN ? [] : list.slice(first, last + 1)
  return shown.filter(p => p.start < to && p.start + p.length > from)
}

/** Shades every second kind of phase behind the spikes and draws a line where an image begins. */
export const drawPhases = (
  root: SVGGElement,
  shown: readonly Presentation[],
  x: Scale,
  width: number,
  height: number,
): void => {
  const g = select(root)
  const names = [...new Set(shown.flatMap(p => p.phases.map(f => f.name)))]
  const phases = shown.flatMap(p => p.phases.map(f => ({ ...f, kind: names.indexOf(f.name) % 4 })))
  g.selectAll('rect')
    .data(phases.filter(f => x(f.end) - x(f.start) > 0.5))
    .join('rect')
    .attr('class', f => `phase phase-${f.kind}`)
    .attr('x', f => clip(x(f.start), width))
    .attr('width', f => Math.max(0, clip(x(f.end), width) - clip(x(f.start), width)))
    .attr('height', height)
  g.selectAll('line')
    .data(shown.filter(p => x(p.start) >= 0 && x(p.start) <= width))
    .join('line')
    .attr('class', 'onset')
    .attr('x1', p => x(p.start))
    .attr('x2', p => x(p.start))
    .attr('y2', height)
}

const clip = (x: number, width: number): number => Math.min(width, Math.max(0, x))

/** The stimulus image, its label and the names of the phases above the raster, where there is room for them. */
export const drawStrip = (root: SVGGElement, shown: readonly Presentation[], x: Scale, width: number): void => {
  const wide = shown.filter(p => x(p.start + p.length) - x(p.start) >= IMAGE + 6)
  select(root)
    .selectAll<SVGGElement, Presentation>('g.presentation')
    .data(wide, p => p.start)
    .join(enter => enterPresentation(enter))
    .attr('transform', p => `translate(${Math.max(0, x(p.start)).toFixed(1)},0)`)
    .each(function (p) {
      drawPresentation(this as SVGGElement, p, Math.min(width, x(p.start + p.length)) - Math.max(0, x(p.start)))
    })
  drawPhaseNames(root, wide, x, width)
}

// biome-ignore lint/suspicious/noExplicitAny: the type of d3's enter selection has four parameters that say nothing here
const enterPresentation = (enter: any) => {
  const g = enter.append('g').attr('class', 'presentation')
  g.append('title')
  g.append('image').attr('y', 0).attr('width', IMAGE).attr('height', IMAGE)
  g.append('text')
    .attr('class', 'label')
    .attr('x', IMAGE + 5)
    .attr('y', 11)
  g.append('text')
    .attr('class', 'answer')
    .attr('x', IMAGE + 5)
    .attr('y', 24)
  return g
}

const drawPresentation = (element: SVGGElement, p: Presentation, room: number): void => {
  const g = select(element)
  g.select('title').text(presentationText(p))
  g.select('image')
    .attr('href', pictureOf(p) ?? null)
    .attr('display', room >= IMAGE ? null : 'none')
  const wrong = p.answer >= 0 && p.label >= 0 && p.answer !== p.label
  const offset = p.image ? IMAGE + 5 : 2
  const fits = room > offset + 14
  g.select('.label')
    .attr('x', offset)
    .text(fits && p.label >= 0 ? String(p.label) : '')
  const answer = p.answer < 0 ? '' : wrong ? `\u2717 ${p.answer}` : '\u2713'
  g.select('.answer')
    .attr('x', offset)
    .classed('wrong', wrong)
    .text(fits ? answer : '')
}

const drawPhaseNames = (root: SVGGElement, wide: readonly Presentation[], x: Scale, width: number): void => {
  const phases = wide
    .flatMap(p => p.phases)
    .map(f => ({ name: f.name, from: Math.max(0, x(f.start)), to: Math.min(width, x(f.end)) }))
  select(root)
    .selectAll('text.phase-name')
    .data(phases.filter(f => f.to - f.from > 7 * f.name.length + 4))
    .join('text')
    .attr('class', 'phase-name')
    .attr('x', f => f.from + 3)
    .attr('y', IMAGE + 13)
    .text(f => f.name)
}

const pictures = new WeakMap<Uint8Array, string>()

/** The stimulus as a data URL, ink on paper; made once an image. */
const pictureOf = (p: Presentation): string | undefined => {
  const image = p.image?.()
  if (!image) return undefined
  const key = image.pixels
  const cached = pictures.get(key)
  if (cached) return cached
  const pixels = Uint32Array.from(image.pixels, v => (0xff000000 | ((255 - v) * 0x010101)) >>> 0)
  const url = pixelsToCanvas(pixels, image.columns, image.rows).toDataURL()
  pictures.set(key, url)
  return url
}
