import type { Population, Projection, RunFile } from '../../source/run-file.ts'

export interface Node {
  population: Population
  index: number
  x: number // upper left
  y: number
  width: number
  height: number
  grid: { rows: number; columns: number; side: number } // units as squares of `side` pixels
}

export interface Edge {
  projection: Projection
  path: string
  backward: boolean
  label: { x: number; y: number; room: number } // pixels for the text
}

export interface Layout {
  nodes: Node[]
  edges: Edge[]
}

export const HEAD = 38 // room for name and size above the squares
const MARGIN = 28

/** Populations in columns by their distance from the input, projections as curves: forward above, backward below. */
export const layOut = (run: RunFile, width: number, height: number): Layout => {
  const depths = depthsOf(run)
  const levels = Math.max(...depths) + 1
  const room = (width - 2 * MARGIN) / levels
  const nodes = run.populations.map((population, index) => {
    const peers = depths.flatMap((d, i) => (d === depths[index] ? [i] : []))
    const slot = (height - 2 * MARGIN) / peers.length
    const size = sizeOf(population, Math.min(room * 0.62, 300), slot * 0.72 - HEAD)
    const x = MARGIN + depths[index] * room + (room - size.width) / 2
    const y = MARGIN + (peers.indexOf(index) + 0.5) * slot - size.height / 2
    return { population, index, x, y, ...size }
  })
  return { nodes, edges: edgesOf(run, nodes, height) }
}

const populationOf = (end: string) => end.split('.')[0]

/** Longest way from a population that nothing listed before it feeds. */
const depthsOf = (run: RunFile): number[] => {
  const index = (end: string) => run.populations.findIndex(p => p.name === populationOf(end))
  const depths = run.populations.map(() => 0)
  for (const [i] of run.populations.entries())
    for (const p of run.projections)
      if (index(p.to) === i && index(p.from) >= 0 && index(p.from) < i)
        depths[i] = Math.max(depths[i], depths[index(p.from)] + 1)
  return depths
}

const sizeOf = ({ size, shape }: Population, width: number, height: number) => {
  const square = Math.ceil(Math.sqrt(Math.max(1, size)))
  const isShape = shape.length === 2 && shape[0] * shape[1] === size
  const columns = isShape ? shape[1] : size <= 20 ? 1 : square
  const rows = isShape ? shape[0] : Math.ceil(size / columns)
  const side = Math.max(1, Math.min(18, Math.floor(Math.min(width / columns, Math.max(20, height) / rows))))
  const box = { width: Math.max(96, columns * side + 20), height: rows * side + HEAD + 12 }
  return { ...box, grid: { rows, columns, side } }
}

const edgesOf = (run: RunFile, nodes: readonly Node[], height: number): Edge[] => {
  const between = new Map<string, number>()
  return run.projections.flatMap(projection => {
    const from = nodes.find(n => n.population.name === populationOf(projection.from))
    const to = nodes.find(n => n.population.name === populationOf(projection.to))
    if (!from || !to) return []
    const key = `${from.index} ${to.index}`
    const nth = between.get(key) ?? 0
    between.set(key, nth + 1)
    return [to.x > from.x ? forward(projection, from, to, nth) : backward(projection, from, to, nth, height)]
  })
}

const forward = (projection: Projection, from: Node, to: Node, nth: number): Edge => {
  const [x0, y0] = [from.x + from.width, from.y + from.height / 2 + nth * 18]
  const [x1, y1] = [to.x, to.y + to.height / 2 + nth * 18]
  const middle = (x0 + x1) / 2
  return {
    projection,
    backward: false,
    path: `M${x0},${y0}C${middle},${y0} ${middle},${y1} ${x1},${y1}`,
    label: { x: middle, y: (y0 + y1) / 2 - 8, room: x1 - x0 },
  }
}

const backward = (projection: Projection, from: Node, to: Node, nth: number, height: number): Edge => {
  const [x0, y0] = [from.x + from.width / 2 + (from === to ? 20 : 0), from.y + from.height]
  const [x1, y1] = [to.x + to.width / 2 - (from === to ? 20 : 0), to.y + to.height]
  const low = Math.min(height - 24, Math.max(y0, y1) + 64 + nth * 22)
  const path = `M${x0},${y0}C${x0},${low + 12} ${x1},${low + 12} ${x1},${y1}`
  return { projection, backward: true, path, label: { x: (x0 + x1) / 2, y: (y0 + y1) / 8 + low * 0.75 + 4, room: 160 } }
}
