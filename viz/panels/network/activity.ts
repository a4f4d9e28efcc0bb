import { pixelOf } from '../../colour.ts'
import { h, token } from '../../dom.ts'
import { putPixels } from '../../export/picture.ts'
import { presentationAt } from '../../source/presentations.ts'
import { eachSpike } from '../../source/segments.ts'
import type { Stage } from '../../stage.ts'
import { colourOf } from './graph.ts'
import type { Node } from './node.ts'
import type { Layout } from './place.ts'

const MEMORY = 40 // ms until a spike has faded to a third

/** The units of every population as squares that light up when they spike and fade: what the clock shows, at its moment. */
export const activity = (plot: HTMLElement, stage: Stage) => {
  let lights: { node: Node; canvas: HTMLCanvasElement }[] = []
  const place = ({ nodes }: Layout) => {
    for (const { canvas } of lights) canvas.remove()
    lights = nodes.map(node => {
      const { rows, columns, side } = node.grid
      const canvas = h('canvas', { class: 'lights', 'aria-hidden': 'true', width: columns * side, height: rows * side })
      Object.assign(canvas.style, {
        left: `${node.x + (node.width - columns * side) / 2}px`,
        top: `${node.y + node.head}px`,
      })
      plot.append(canvas)
      return { node, canvas }
    })
  }
  const draw = (now: number) => {
    for (const { node, canvas } of lights) paint(canvas, node, levels(node, now, stage), stage)
  }
  return { place, draw }
}

/** 0..1 by unit: a spike counts 1 and fades; a population without recorded spikes shows the stimulus, if it has its shape. */
const levels = (node: Node, now: number, stage: Stage): Float32Array => {
  const out = new Float32Array(node.population.size)
  const column = stage.run.spikes.find(c => c.population === node.population.name)
  if (!column) return stimulus(node, now, stage) ?? out
  const tau = MEMORY / stage.run.file.dt
  const from = Math.max(0, Math.floor(now - 4 * tau))
  void column.ensure(from, Math.floor(now) + 1)
  const add = (tick: number, unit: number) => {
    out[unit] += Math.exp((tick - now) / tau)
  }
  eachSpike(column.segments(from, Math.floor(now) + 1), add, 500_000)
  return out
}

const stimulus = (node: Node, now: number, stage: Stage): Float32Array | undefined => {
  const p = stage.run.presentations[presentationAt(stage.run.presentations, now)]
  const image = p && now < p.start + p.length ? p.image?.() : undefined
  return image?.pixels.length === node.population.size ? Float32Array.from(image.pixels, v => v / 255) : undefined
}

const paint = (canvas: HTMLCanvasElement, node: Node, level: Float32Array, stage: Stage): void => {
  const { columns, side } = node.grid
  const pixels = new Uint32Array(canvas.width * canvas.height)
  const colour = pixelOf(colourOf(node, stage)) & 0xffffff
  const off = pixelOf(token('--unlit') || '#eeeeee')
  const gap = side > 3 ? 1 : 0
  for (let u = 0; u < level.length; u++) {
    const [x0, y0] = [(u % columns) * side, Math.floor(u / columns) * side]
    const alpha = Math.round(255 * Math.min(1, 0.9 * level[u]))
    const pixel = alpha > 8 ? ((alpha << 24) | colour) >>> 0 : off
    for (let y = y0; y < y0 + side - gap; y++)
      pixels.fill(pixel, y * canvas.width + x0, y * canvas.width + x0 + side - gap)
  }
  putPixels(canvas, pixels)
}
