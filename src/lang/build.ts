/** Short names for the primitives of a graph, in which a number stands for a float constant. */
import type { Graph, Node } from './node.ts'

export type Operand = Node | number

export interface Build {
  graph: Graph
  /** A primitive over floats. */
  f(name: string, ...args: Operand[]): Node
  /** A primitive over whole numbers. */
  i(name: string, ...args: Operand[]): Node
  /** test ? yes : no, over floats. */
  choose(test: Node, yes: Operand, no: Operand): Node
  /** c[0] + x * (c[1] + x * (c[2] + ...)). */
  polynomial(x: Node, coefficients: readonly number[]): Node
}

export const build = (graph: Graph): Build => {
  const operand = (x: Operand, type: 'f32' | 'i32') => (typeof x === 'number' ? graph.constant(x, type) : x)
  const f = (name: string, ...args: Operand[]) => graph.op(name, ...args.map(x => operand(x, 'f32')))
  const i = (name: string, ...args: Operand[]) => graph.op(name, ...args.map(x => operand(x, 'i32')))
  return {
    graph,
    f,
    i,
    choose: (test, yes, no) => graph.op('select', test, operand(yes, 'f32'), operand(no, 'f32')),
    polynomial: (x, coefficients) =>
      coefficients
        .slice(0, -1)
        .reduceRight<Operand>((sum, c) => f('add', f('mul', sum, x), c), coefficients[coefficients.length - 1]) as Node,
  }
}
