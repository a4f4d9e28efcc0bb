import { letterWidth } from '../../letters.ts'
import type { Projection, RunFile } from '../../source/run-file.ts'
import { line, type Node, populationOf } from './node.ts'

export interface Edge {
  projection: Projection
  path: string
  backward: boolean
  label: { x: number; y: number; room: number; start?: boolean } // pixels for the text; `start`: it begins at x, else x is its middle
}

const DEEP = 64 // pixels from a population to the lowest point of the first curve below it
const FOOT = 24

const apart = (): number => Math.round(3.4 * letterWidth())

/** Room that curves below the populations need, at most two fifths of the height. */
export const roomBelow = ({ populations, projections }: RunFile, depths: readonly number[], height: number): number => {
  const depth = (end: string) => depths[populations.findIndex(p => p.name === populationOf(end))]
  const sources = projections.filter(p => depth(p.to) < depth(p.from)).map(p => populationOf(p.from))
  const most = Math.max(0, ...sources.map(name => sources.filter(n => n === name).length))
  return most === 0 ? 0 : Math.min(0.4 * height, DEEP + most * apart())
}

type Ends = { projection: Projection; from: Node; to: Node }

export const edgesOf = (projections: readonly Projection[], nodes: readonly Node[], height: number): Edge[] => {
  const node = (end: string) => nodes.find(n => n.population.name === populationOf(end))
  const all = projections.flatMap((projection): Ends[] => {
    const [from, to] = [node(projection.from), node(projection.to)]
    return from && to ? [{ projection, from, to }] : []
  })
  const alike = (same: (a: Ends, b: Ends) => boolean, e: Ends) => all.filter(other => same(other, e)).sort(nearer)
  return all.map(e => {
    if (e.to.level > e.from.level) return forward(e, alike(sameEnds, e).indexOf(e))
    if (e.to.level === e.from.level) return beside(e, alike(sameEnds, e))
    const below = alike(sameSource, e)
    return backward(e, below.indexOf(e), below.length, height)
  })
}

const sameEnds = (a: Ends, b: Ends): boolean => a.from === b.from && a.to === b.to
const sameSource = (a: Ends, b: Ends): boolean => a.from === b.from && a.to.level < a.from.level
/** Shorter ways go above longer ones, so that they do not cross. */
const nearer = (a: Ends, b: Ends): number => Math.abs(a.to.x - a.from.x) - Math.abs(b.to.x - b.from.x)

const forward = ({ projection, from, to }: Ends, nth: number): Edge => {
  const down = nth * (line() + 4)
  const [x0, y0] = [from.x + from.width, from.y + from.height / 2 + down]
  const [x1, y1] = [to.x, to.y + to.height / 2 + down]
  const middle = (x0 + x1) / 2
  return {
    projection,
    backward: false,
    path: `M${x0},${y0}C${middle},${y0} ${middle},${y1} ${x1},${y1}`,
    label: { x: middle, y: (y0 + y1) / 2 - 7, room: x1 - x0 - 6 },
  }
}

/** Within a population, or between two of a column: around the right, the names one below the other beside the outermost. */
const beside = (ends: Ends, all: readonly Ends[]): Edge => {
  const { projection, from, to } = ends
  const nth = all.indexOf(ends)
  const share = from === to ? 0.22 : 0
  const [x0, y0] = [from.x + from.width, from.y + from.height * (0.5 - share)]
  const [x1, y1] = [to.x + to.width, to.y + to.height * (0.5 + share)]
  const out = (n: number) => Math.max(x0, x1) + 44 + n * 14
  const label = (x0 + x1) / 8 + 0.75 * out(all.length - 1) + 5
  const middle = (y0 + y1) / 2 + 4 + (nth - (all.length - 1) / 2) * line()
  return {
    projection,
    backward: true,
    path: `M${x0},${y0}C${out(nth)},${y0} ${out(nth)},${y1} ${x1},${y1}`,
    label: { x: label, y: middle, room: 120, start: true },
  }
}

const backward = ({ projection, from, to }: Ends, nth: number, of: number, height: number): Edge => {
  const [x0, y0] = [from.x + from.width / 2, from.y + from.height]
  const [x1, y1] = [to.x + to.width / 2, to.y + to.height]
  const first = Math.max(y0, y1) + DEEP
  const step = Math.min(apart(), Math.max(0, height - FOOT - first) / Math.max(1, of - 1))
  const low = Math.min(height - FOOT, first + nth * step)
  const path = `M${x0},${y0}C${x0},${low + 12} ${x1},${low + 12} ${x1},${y1}`
  return { projection, backward: true, path, label: { x: (x0 + x1) / 2, y: (y0 + y1) / 8 + low * 0.75 + 4, room: 160 } }
}
