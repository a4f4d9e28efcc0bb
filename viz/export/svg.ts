import { s } from '../dom.ts'

/** What a style sheet says about these properties is written into the exported picture. */
const PROPERTIES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'letter-spacing',
  'display',
]

/**
 * Everything drawn inside `root` as one SVG: its svgs are copied with their looks, its canvases become vectors where the panel can
 * give one, else pictures.
 */
export const toSvg = (
  root: HTMLElement,
  vector?: (canvas: HTMLCanvasElement) => SVGElement | undefined,
): SVGSVGElement => {
  const box = root.getBoundingClientRect()
  const out = s('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    width: box.width,
    height: box.height,
    viewBox: `0 0 ${box.width} ${box.height}`,
  })
  const paper = getComputedStyle(root.closest('.panel') ?? root).backgroundColor
  out.append(s('rect', { width: '100%', height: '100%', fill: paper }))
  for (const element of root.querySelectorAll<HTMLCanvasElement | SVGSVGElement>('canvas, svg')) {
    if (element.closest('svg') !== element && element instanceof SVGElement) continue
    const place = element.getBoundingClientRect()
    if (place.width === 0 || element.closest('button')) continue
    const [x, y] = [place.left - box.left, place.top - box.top]
    const drawn = element instanceof HTMLCanvasElement ? ofCanvas(element, place, vector) : ofSvg(element)
    out.append(s('g', { transform: `translate(${x},${y})` }, drawn))
  }
  return out
}

const ofCanvas = (
  canvas: HTMLCanvasElement,
  place: DOMRect,
  vector?: (canvas: HTMLCanvasElement) => SVGElement | undefined,
) => {
  const drawn = vector?.(canvas)
  if (drawn) return drawn
  const image = s('image', { width: place.width, height: place.height })
  image.setAttribute('href', canvas.toDataURL('image/png'))
  image.setAttribute('style', 'image-rendering:pixelated')
  return image
}

const ofSvg = (element: SVGSVGElement): SVGElement => {
  const copy = element.cloneNode(true) as SVGSVGElement
  const from = [element, ...element.querySelectorAll<SVGElement>('*')]
  const to = [copy, ...copy.querySelectorAll<SVGElement>('*')]
  for (const [i, original] of from.entries()) writeLooks(original, to[i])
  for (const hidden of copy.querySelectorAll('[display=none]')) hidden.remove()
  const group = s('g')
  group.append(...copy.childNodes)
  return group
}

const writeLooks = (original: SVGElement, copy: SVGElement): void => {
  const looks = getComputedStyle(original)
  for (const name of PROPERTIES) copy.setAttribute(name, looks.getPropertyValue(name))
  copy.removeAttribute('class')
  copy.removeAttribute('tabindex')
}
