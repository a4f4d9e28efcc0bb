import { putPixels } from '../../export/picture.ts'
import { schedule } from '../../frames.ts'
import { drawingPaper, type Layer, type Picture, rasterJob } from './job.ts'

/** The part of the raster that a picture shows: ticks, and fractions of all rows. */
export interface Area {
  from: number
  to: number
  top: number
  bottom: number
}

/** A picture that is wanted, on a canvas of so many CSS pixels. */
export interface Request {
  area: Area
  width: number
  height: number
  layers(width: number, height: number): Layer[] // in device pixels
}

/**
 * Paints rasters. A picture that takes more than a frame is finished even when another is wanted by then, so that something new is always
 * shown; until it is, the last one is moved to where it belongs.
 */
export const painter = (canvas: HTMLCanvasElement, finished: (picture: Picture) => void) => {
  const paper = drawingPaper()
  let shown: Area | undefined
  let wanted: Request | undefined
  let waiting = false // `wanted` has not been begun
  let job: { area: Area; more: () => Picture | undefined } | undefined

  const begin = () => {
    if (!wanted || job) return
    waiting = false
    const width = Math.round(wanted.width * window.devicePixelRatio)
    const height = Math.round(wanted.height * window.devicePixelRatio)
    if (canvas.width !== width || canvas.height !== height) {
      Object.assign(canvas, { width, height })
      shown = undefined
    }
    job = { area: wanted.area, more: rasterJob(wanted.layers(width, height), width, height, paper).more }
    work()
  }
  const work = () => {
    const picture = job?.more()
    if (job && picture) {
      putPixels(canvas, picture.pixels)
      shown = job.area
      job = undefined
      finished(picture)
    }
    stretch()
    if (job) schedule(work)
    else if (waiting) schedule(begin)
  }
  const stretch = () => {
    if (!shown || !wanted) return
    const { area, width, height } = wanted
    const sx = (shown.to - shown.from) / (area.to - area.from)
    const sy = (shown.bottom - shown.top) / (area.bottom - area.top)
    const dx = ((shown.from - area.from) / (area.to - area.from)) * width
    const dy = ((shown.top - area.top) / (area.bottom - area.top)) * height
    const isPlace = sx === 1 && sy === 1 && dx === 0 && dy === 0
    canvas.style.transform = isPlace ? '' : `matrix(${sx},0,0,${sy},${dx},${dy})`
  }
  const paint = (request: Request) => {
    wanted = request
    waiting = true
    if (job) stretch()
    else begin()
  }
  return { paint, waiting: () => waiting }
}

const SPARSE = 20_000 // spikes; fewer are drawn a little wider than a tick may be

/** Width of a mark in device pixels: a tick, but at most two CSS pixels, and visible where spikes are few. */
export const markWidth = (perTick: number, ratio: number, spikes: number): number => {
  const least = spikes < SPARSE ? Math.round(1.5 * ratio) : 1
  return Math.max(least, Math.min(Math.round(perTick), Math.round(2 * ratio)))
}
