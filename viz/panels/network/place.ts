import { letterWidth } from '../../letters.ts'
import type { Population, Projection, RunFile } from '../../source/run-file.ts'
import { line, type Node, populationOf } from './node.ts'
import { type Edge, edgesOf, roomBelow } from './place-edges.ts'

export interface Layout {
  nodes: Node[]
  edges: Edge[]
}

const MARGIN = 28
const PADDING = 10

/** Populations in columns by their distance from the input, projections as curves: forward between them, backward below, within one at its right. */
export const layOut = (run: RunFile, width: number, height: number): Layout => {
  const depths = depthsOf(run)
  const levels = Math.max(...depths) + 1
  const room = (width - 2 * MARGIN) / levels
  const below = roomBelow(run, depths, height)
  const nodes = run.populations.map((population, index) => {
    const level = depths[index]
    const peers = depths.flatMap((d, i) => (d === level ? [i] : []))
    const slot = (height - 2 * MARGIN - below) / peers.length
    const size = sizeOf(population, room, slot * 0.72)
    const x = MARGIN + level * room + (room - size.width) / 2
    const y = MARGIN + (peers.indexOf(index) + 0.5) * slot - size.height / 2
    return { population, index, level, x, y, ...size }
  })
  return { nodes, edges: edgesOf(run.projections, nodes, height) }
}

/** Columns of populations. */
export const levelsOf = (run: RunFile): number => Math.max(0, ...depthsOf(run)) + 1

/** Longest way from a population that nothing listed before it feeds. */
const depthsOf = (run: RunFile): number[] => {
  const index = (end: string) => run.populations.findIndex(p => p.name === populationOf(end))
  const depths = run.populations.map(() => 0)
  const feeds = ({ from, to }: Projection, i: number) => index(to) === i && index(from) >= 0 && index(from) < i
  for (const [i] of run.populations.entries())
    for (const p of run.projections) if (feeds(p, i)) depths[i] = Math.max(depths[i], depths[index(p.from)] + 1)
  return depths
}

const LONGEST = 8 // sides of a shape: one that is longer is drawn as a square

const sizeOf = (population: Population, room: number, slot: number) => {
  const { name, neuron, size, shape } = population
  const head = 12 + 2 * line()
  const inside = Math.min(room * 0.62, 300)
  const square = Math.ceil(Math.sqrt(Math.max(1, size)))
  const isShape = shape.length === 2 && shape[0] * shape[1] === size && ratio(shape) <= LONGEST
  const columns = isShape ? shape[1] : size <= 20 ? 1 : square
  const rows = isShape ? shape[0] : Math.ceil(size / columns)
  const side = Math.max(1, Math.min(18, Math.floor(Math.min(inside / columns, Math.max(20, slot - head) / rows))))
  const letters = Math.max(1.25 * name.length, `${size.toLocaleString('en')} ${neuron}`.length)
  const text = Math.min(letters * letterWidth(), room * 0.78 - 2 * PADDING)
  const width = Math.max(Math.min(96, room * 0.7), columns * side + 2 * PADDING, text + 2 * PADDING + 4)
  return { width, height: rows * side + head + 12, head, grid: { rows, columns, side } }
}

const ratio = ([a, b]: readonly number[]): number => Math.max(a, b) / Math.max(1, Math.min(a, b))
