/** What an equation is lowered to, and what it may read. */
import { SpecError } from '../errors.ts'
import { type Dim, equal, toText } from './dimension.ts'
import type { Expr } from './expr.ts'
import type { Graph, Node } from './node.ts'
import { print } from './print.ts'

/** A node and its dimension. 'any' is the literal 0, which fits every dimension. An i32 node of dimension time counts ticks. */
export interface Value {
  node: Node
  dim: Dim | 'any'
}

/**
 * What an equation may read.
 * `resolve` gives the value of a name or throws a SpecError (errors.oneOf); 'dt' must be a constant in ms wherever ticks are read.
 * `call` is asked first for every function; undefined leaves it to the pure functions of call.ts.
 * `at` is the offset in the text.
 */
export interface Scope {
  graph: Graph
  resolve(name: string, at: number): Value
  call?(fn: string, args: Expr[], at: number, lower: (e: Expr) => Value): Value | undefined
}

/** Refuses a part of an equation, which becomes the path of the error. */
export const reject = (expr: Expr, expected: string, received: string): never => {
  throw new SpecError(print(expr), expected, received)
}

export const dimText = (dim: Dim | 'any'): string => (dim === 'any' ? '0' : toText(dim))

/** The dimension that two values share; SpecError at `expr` if they share none. */
export const shared = (expr: Expr, a: Dim | 'any', b: Dim | 'any'): Dim | 'any' => {
  if (a === 'any') return b
  if (b === 'any' || equal(a, b)) return a
  return reject(expr, dimText(a), dimText(b))
}
