/**
 * The graph of primitive operations that an equation is lowered to: what every back end emits.
 * Nodes are immutable and interned, so equal subexpressions of a kernel are one node (and are computed once).
 */
export type Type = 'f32' | 'i32' | 'bool'

export interface Node {
  readonly op: string // a primitive of ops.ts, or a leaf: const, load, index, scalar, taps, or the loop poisson
  readonly type: Type
  readonly args: readonly Node[]
  readonly id: number // unique within its graph, rising in order of creation: arguments come before their users
  readonly value?: number // const: the double; emitters round it to float32 once
  readonly leaf?: Leaf
  /** What is known of the value without computing it: see Graph.bounded. */
  readonly range?: readonly [low: number, high: number]
}

/**
 * Where a leaf reads.
 * - load: element of a column. `at` says which: the unit being stepped, the pre or post unit of the synapse, the synapse itself,
 *   element `index` of the column ('fixed'), or the position in the compacted list of an active step ('slot').
 *   `lag`: for ring columns, how many writes ago (0 = newest).
 * - index: number of the unit, pre, post, synapse (row-major pre * posts + post, without padding) or lane, as i32.
 * - scalar: an i32 clock of the lane (see plan.ts, Clock) or an f32 scalar of the run.
 * - taps: sum over k = 0 .. table.length-1, rising, of table[k] * ring(lag + k), one float32 accumulator starting at 0,
 *   each product rounded before it is added.
 */
export type Leaf =
  | { read: 'load'; column: string; at: At; index?: number; lag?: number }
  | { read: 'index'; of: 'unit' | 'pre' | 'post' | 'synapse' | 'lane' }
  | { read: 'scalar'; name: string }
  | { read: 'taps'; column: string; at: At; lag: number; table: readonly number[] }

export type At = 'unit' | 'pre' | 'post' | 'synapse' | 'fixed' | 'slot'

/** Makes nodes; folds constants in double; interns. */
export interface Graph {
  constant(value: number, type?: Type): Node
  leaf(type: Type, leaf: Leaf): Node
  /** A primitive of ops.ts. Arguments that are all constant are folded. Throws on a wrong arity or type. */
  op(name: string, ...args: Node[]): Node
  /**
   * Says that the float32 value of this node lies from low to high (a sigmoid: 0 to 1), whatever its arguments are, and returns
   * it. A back end may use that to skip work whose result cannot matter; whoever says it proves it by a test.
   */
  bounded(node: Node, low: number, high: number): Node
}
