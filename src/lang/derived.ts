/**
 * The functions of the language that are no primitives, built from primitives once, so that back ends cannot disagree.
 * Constants are folded in double. The node of a derived function remembers what it stands for: precision 64 computes that instead.
 */
import { type Build, build } from './build.ts'
import * as circular from './circular.ts'
import * as real from './double.ts'
import * as exponential from './exponential.ts'
import * as logarithm from './logarithm.ts'
import type { Graph, Node } from './node.ts'

/** What the graph of a derived function stands for: `apply`, the function `name` of double.ts, of `args`. */
export interface Origin {
  name: keyof typeof real
  apply: (x: number, y: number) => number
  args: readonly Node[]
}

const origins = new WeakMap<Node, Origin>()

/** What the node stands for, if it is the result of a derived function. */
export const origin = (node: Node): Origin | undefined => origins.get(node)

const remember = (node: Node, from: Origin): Node => {
  if (node.op !== 'const' && !from.args.includes(node)) origins.set(node, from)
  return node
}

const derive =
  (name: Origin['name'], apply: (x: number) => number, from: (b: Build, x: Node) => Node) =>
  (graph: Graph, x: Node): Node =>
    x.op === 'const' ? graph.constant(apply(x.value!)) : remember(from(build(graph), x), { name, apply, args: [x] })

/** At most 1 ULP; 0 below -86, infinite above 88.72. */
export const exp = derive('exp', real.exp, exponential.exp)
export const expm1 = derive('expm1', real.expm1, exponential.expm1)
export const sigmoid = derive('sigmoid', real.sigmoid, exponential.sigmoid)
export const tanh = derive('tanh', real.tanh, exponential.tanh)
export const log = derive('log', real.log, logarithm.log)
/** log(x) for x that is known to be positive, normal and finite: half the operations. */
export const logPositive = derive('log', real.log, logarithm.logPositive)
export const log1p = derive('log1p', real.log1p, logarithm.log1p)
export const atanh = derive('atanh', real.atanh, logarithm.atanh)
export const sin = derive('sin', real.sin, circular.sin)
export const cos = derive('cos', real.cos, circular.cos)
export const cosTurns = derive('cosTurns', real.cosTurns, circular.cosTurns)

/**
 * x^y. A constant whole y up to 16 is a product, 0.5 a square root; otherwise exp(y log x) for x >= 0, with a relative error
 * of about (1 + |y log x|) * 1.2e-7; NaN for negative x.
 */
export const pow = (graph: Graph, x: Node, y: Node): Node => {
  const n = y.op === 'const' ? y.value! : undefined
  if (n !== undefined && x.op === 'const') return graph.constant(real.pow(x.value!, n))
  if (n === 0.5) return graph.op('sqrt', x)
  if (n === undefined || !Number.isInteger(n) || Math.abs(n) > 16) return generalPower(graph, x, y)
  return n < 0 ? graph.op('div', graph.constant(1), wholePower(graph, x, -n)) : wholePower(graph, x, n)
}

const generalPower = (graph: Graph, x: Node, y: Node): Node => {
  const power = exponential.exp(build(graph), graph.op('mul', y, log(graph, x)))
  return remember(power, { name: 'pow', apply: real.pow, args: [x, y] })
}

const wholePower = (graph: Graph, x: Node, n: number): Node => {
  if (n < 2) return n === 0 ? graph.constant(1) : x
  const half = wholePower(graph, x, Math.floor(n / 2))
  const square = graph.op('mul', half, half)
  return n % 2 === 0 ? square : graph.op('mul', square, x)
}
