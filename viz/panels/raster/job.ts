import { countSpikes } from '../../source/segments.ts'
import type { Segment } from '../../source/spikes.ts'
import { countMarks, type Mapping, paintCounts, plotMarks } from './plot.ts'

/** Above this many spikes in the window the raster is a density image. */
export const DENSITY_ABOVE = 400_000
/** Spikes drawn in one animation frame; a larger picture is drawn over several while the old one stays. */
export const SPIKES_A_FRAME = 2_500_000

export interface Layer {
  mapping: Mapping
  segments: Segment[]
}

export interface Picture {
  pixels: Uint32Array<ArrayBuffer>
  density: boolean
  seen: number // spikes in the window of time and neurons
  most: number // largest count of a pixel, in a density image
}

/** Empty arrays for a picture: those of the picture before where they have its size, as to make new ones in each frame takes as long as some drawing. */
export const drawingPaper = () => {
  let pixels = new Uint32Array(0)
  let counts: Uint16Array<ArrayBuffer>[] = []
  return {
    pixels: (size: number) => {
      pixels = pixels.length === size ? pixels.fill(0) : new Uint32Array(size)
      return pixels
    },
    counts: (layers: number, size: number) => {
      counts = Array.from({ length: layers }, (_, i) =>
        counts[i]?.length === size ? counts[i].fill(0) : new Uint16Array(size),
      )
      return counts
    },
  }
}

/** Draws layers into pixels in slices: call `more` until it returns a picture, which the next job on the same paper overwrites. */
export const rasterJob = (layers: readonly Layer[], width: number, height: number, paper = drawingPaper()) => {
  const pixels = paper.pixels(width * height)
  const total = layers.reduce((sum, layer) => sum + countSpikes(layer.segments), 0)
  const density = total > DENSITY_ABOVE
  const counts = paper.counts(density ? layers.length : 0, width * height)
  const tasks = layers.flatMap((layer, l) => layer.segments.map(segment => ({ layer, l, segment, at: segment.from })))
  let next = 0
  let seen = 0
  const more = (budget = SPIKES_A_FRAME): Picture | undefined => {
    let left = budget
    while (next < tasks.length && left > 0) {
      const task = tasks[next]
      const end = Math.min(task.segment.to, task.at + left)
      seen += density
        ? countMarks(counts[task.l], task.layer.mapping, task.segment, task.at, end)
        : plotMarks(pixels, task.layer.mapping, task.segment, task.at, end)
      left -= end - task.at
      task.at = end
      if (end === task.segment.to) next++
    }
    if (next < tasks.length) return undefined
    const most = density ? Math.max(...layers.map((layer, l) => paintCounts(pixels, counts[l], layer.mapping))) : 1
    return { pixels, density, seen, most }
  }
  return { total, more }
}
