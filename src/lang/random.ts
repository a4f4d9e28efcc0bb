/**
 * Draws as hashes: pcg4d (Jarzynski & Olano 2020, JCGT 9(3)) of unit, tick, presentation and key, so that neither order nor threads
 * nor lanes matter. In graphs here; the same on the host, to the bit, in random-host.ts.
 */
import { build } from './build.ts'
import * as derived from './derived.ts'
import type { Graph, Node } from './node.ts'

export { type HostRandom, hostRandom } from './random-generator.ts'
export { streamKey } from './random-host.ts'

/** What a draw is a hash of: four i32 nodes. `key` is streamKey(seed, replica, stream). */
export interface DrawInput {
  unit: Node
  tick: Node
  presentation: Node
  key: Node
}

type Four = [x: Node, y: Node, z: Node, w: Node]

export const pcg4d = (graph: Graph, input: DrawInput): Four => {
  const { i } = build(graph)
  const step = (v: Node) => i('iadd', i('imul', v, 1664525), 1013904223)
  const fold = (v: Node) => i('ixor', v, i('iushr', v, 16))
  const start: Four = [step(input.unit), step(input.tick), step(input.presentation), step(input.key)]
  const [x, y, z, w] = mix(graph, start)
  return mix(graph, [fold(x), fold(y), fold(z), fold(w)])
}

const mix = (graph: Graph, [x0, y0, z0, w0]: Four): Four => {
  const { i } = build(graph)
  const x = i('iadd', x0, i('imul', y0, w0))
  const y = i('iadd', y0, i('imul', z0, x))
  const z = i('iadd', z0, i('imul', x, y))
  const w = i('iadd', w0, i('imul', y, z))
  return [x, y, z, w]
}

/** 32 random bits as an i32. */
export const drawBits = (graph: Graph, input: DrawInput): Node => pcg4d(graph, input)[0]

/** From 0 to 1 - 2^-24 in steps of 2^-24. */
export const uniform = (graph: Graph, input: DrawInput): Node => {
  const { f, i } = build(graph)
  return graph.bounded(f('mul', i('toF32', i('iushr', drawBits(graph, input), 8)), 2 ** -24), 0, 1)
}

/** A standard normal number, up to 5.8 (Box & Muller 1958). */
export const normal = (graph: Graph, input: DrawInput): Node => {
  const { f, i } = build(graph)
  const [x, y] = pcg4d(graph, input).map(bits => i('iushr', bits, 8))
  const above0 = f('mul', i('toF32', i('iadd', x, 1)), 2 ** -24)
  const turn = f('mul', i('toF32', y), 2 ** -24)
  const radius = f('sqrt', f('mul', derived.logPositive(graph, above0), -2))
  return f('mul', radius, derived.cosTurns(graph, turn))
}

/** A Poisson count by inversion of the uniform number u, at most 64; for means up to about 20. */
export const poissonCount = (graph: Graph, mean: Node, u: Node): Node =>
  graph.op('poisson', mean, u, derived.exp(graph, graph.op('neg', mean)))
