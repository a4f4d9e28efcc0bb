import { select } from 'd3'
import { put, putText, s } from '../../dom.ts'
import { pixelsToCanvas } from '../../export/picture.ts'
import { scaled } from '../../letters.ts'
import { presentationText } from '../../page/time-text.ts'
import { type Presentation, presentationAt } from '../../source/presentations.ts'

type Scale = (tick: number) => number
const image = () => scaled(26) // pixels, a side
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
  g.selectAll<SVGRectElement, (typeof phases)[number]>('rect')
    .data(phases.filter(f => x(f.end) - x(f.start) > 0.5))
    .join('rect')
    .each(function (f) {
      const [from, to] = [clip(x(f.start), width), clip(x(f.end), width)]
      put(this, { class: `phase phase-${f.kind}`, x: from, width: Math.max(0, to - from), height })
    })
  g.selectAll<SVGLineElement, Presentation>('line')
    .data(shown.filter(p => x(p.start) >= 0 && x(p.start) <= width))
    .join('line')
    .each(function (p) {
      put(this, { class: 'onset', x1: x(p.start), x2: x(p.start), y2: height })
    })
}

const clip = (x: number, width: number): number => Math.min(width, Math.max(0, x))

/** The stimulus image, its label and the names of the phases above the raster, where there is room for them. */
export const drawStrip = (root: SVGGElement, shown: readonly Presentation[], x: Scale, width: number): void => {
  const wide = shown.filter(p => x(p.start + p.length) - x(p.start) >= image() + 6)
  select(root)
    .selectAll<SVGGElement, Presentation>('g.presentation')
    .data(wide, p => p.start)
    .join(enter => enter.append(emptyPresentation))
    .each(function (p) {
      const left = Math.max(0, x(p.start))
      put(this, { transform: `translate(${left.toFixed(1)},0)` })
      drawPresentation(this, p, Math.min(width, x(p.start + p.length)) - left)
    })
  drawPhaseNames(root, wide, x, width)
}

const emptyPresentation = (): SVGGElement =>
  s(
    'g',
    { class: 'presentation' },
    s('title'),
    s('image', { y: 0, width: image(), height: image() }),
    s('text', { y: scaled(11) }),
    s('text', { y: scaled(24) }),
  )

/** In every frame of a pan: only what differs is set. */
const drawPresentation = (element: SVGGElement, p: Presentation, room: number): void => {
  const [title, drawn, label, answer] = element.children
  putText(title, presentationText(p))
  const picture = pictureOf(p)
  if (picture) put(drawn, { href: picture })
  put(drawn, { display: picture && room >= image() ? '' : 'none' })
  const wrong = p.answer >= 0 && p.label >= 0 && p.answer !== p.label
  const offset = p.image ? image() + 5 : 2
  const fits = room > offset + scaled(14)
  put(label, { class: 'label', x: offset })
  putText(label, fits && p.label >= 0 ? String(p.label) : '')
  put(answer, { class: wrong ? 'answer wrong' : 'answer', x: offset })
  putText(answer, !fits || p.answer < 0 ? '' : wrong ? `\u2717 ${p.answer}` : '\u2713')
}

const drawPhaseNames = (root: SVGGElement, wide: readonly Presentation[], x: Scale, width: number): void => {
  const phases = wide
    .flatMap(p => p.phases)
    .map(f => ({ name: f.name, from: Math.max(0, x(f.start)), to: Math.min(width, x(f.end)) }))
  select(root)
    .selectAll<SVGTextElement, (typeof phases)[number]>('text.phase-name')
    .data(phases.filter(f => f.to - f.from > scaled(7) * f.name.length + 4))
    .join('text')
    .each(function (f) {
      put(this, { class: 'phase-name', transform: `translate(${f.from + 3},${image() + scaled(13)})` })
      putText(this, f.name)
    })
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
