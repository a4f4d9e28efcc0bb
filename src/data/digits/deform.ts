/** Deformations of a path: random affine maps and a smooth random field. No functions that differ between engines. */
import { bell, between, type Random } from '../random.ts'
import type { Path } from './pen.ts'

type Field = (x: number, y: number) => number

const nodes = 4 // per side of the grid that carries a field

/** Standard deviations of the elastic field (in heights), the shear and the tangent of half the rotation. */
export interface Amounts {
  field: number
  slant: number
  turn: number
}

/** Moves every point by a smooth random field, then by a random linear map. */
export const deform = (path: Path, random: Random, amounts: Amounts): void => {
  const [dx, dy] = [smoothField(random, amounts.field), smoothField(random, amounts.field)]
  const [a, b, c, d] = linearMap(random, amounts)
  const { ends } = path
  for (let i = 0; i < 4 * path.count; i += 2) {
    const x = ends[i] + dx(ends[i], ends[i + 1]) - 0.5
    const y = ends[i + 1] + dy(ends[i], ends[i + 1]) - 0.5
    ends[i] = a * x + b * y
    ends[i + 1] = c * x + d * y
  }
}

/** Width, shear and rotation. tan(angle / 2) = t gives cosine and sine as fractions. */
const linearMap = (random: Random, { slant, turn }: Amounts): readonly [number, number, number, number] => {
  const width = between(random, 0.7, 1.15)
  const shear = 0.12 + slant * bell(random) // most people lean to the right
  const t = turn * bell(random)
  const [cos, sin] = [(1 - t * t) / (1 + t * t), (2 * t) / (1 + t * t)]
  return [cos * width, -cos * shear - sin, sin * width, cos - sin * shear]
}

/** Random values on a grid over the unit square, joined by smoothstep interpolation ('value noise'). */
const smoothField = (random: Random, size: number): Field => {
  const grid = Float64Array.from({ length: nodes * nodes }, () => size * bell(random))
  return (x, y) => {
    const [i, u] = cell(x)
    const [j, v] = cell(y)
    const at = j * nodes + i
    const top = grid[at] + u * (grid[at + 1] - grid[at])
    const bottom = grid[at + nodes] + u * (grid[at + nodes + 1] - grid[at + nodes])
    return top + v * (bottom - top)
  }
}

const cell = (x: number): readonly [number, number] => {
  const scaled = Math.min(1, Math.max(0, x)) * (nodes - 1)
  const index = Math.min(nodes - 2, Math.floor(scaled))
  const t = scaled - index
  return [index, t * t * (3 - 2 * t)]
}
