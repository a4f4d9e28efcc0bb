/** Small plans by hand, and random numbers to fill them with. */
import { graph } from '../../src/lang/graph.ts'
import type { At, Graph, Node, Type } from '../../src/lang/node.ts'
import type { Column, EventList, Kernel, Layout, Plan, Program } from '../../src/plan/plan.ts'

/** Numbers from 0 to 1, always the same for a seed (mulberry32). */
export const random = (seed: number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export const numbers = (count: number, seed: number, low = -1, high = 1): Float32Array => {
  const next = random(seed)
  return Float32Array.from({ length: count }, () => low + (high - low) * next())
}

/** `count` values, over and over again the given ones. */
export const cycle = (values: number[], count: number): number[] =>
  Array.from({ length: count }, (_, i) => values[i % values.length])

export const column = (name: string, size: number, more: Partial<Column> = {}): Column => ({
  name,
  size,
  type: 'f32',
  slots: 1,
  perLane: true,
  unit: '1',
  role: 'state',
  ...more,
})

export const shared = (name: string, size: number, more: Partial<Column> = {}): Column =>
  column(name, size, { perLane: false, role: 'parameter', ...more })

export const list = (name: string, units: number, slots = 1): EventList => ({ name, units, slots })

const padded = (n: number) => Math.ceil(n / 16) * 16

export const dense = (name: string, pres: number, posts: number): Layout => ({
  name,
  kind: 'dense',
  pres,
  posts,
  stride: padded(posts),
  size: pres * padded(posts),
})

/** Up to three runs a row, some rows empty. */
export const runs = (name: string, pres: number, posts: number, seed: number): Layout => {
  const next = random(seed)
  const [rowStart, runPost, runLength, runOffset] = [[0], [] as number[], [] as number[], [] as number[]]
  let size = 0
  for (let p = 0; p < pres; p++) {
    let post = Math.floor(next() * 3)
    for (let r = Math.floor(next() * 4); r > 0 && post < posts; r--) {
      const length = Math.min(posts - post, 1 + Math.floor(next() * 9))
      runPost.push(post)
      runLength.push(length)
      runOffset.push(size)
      size += Math.ceil(length / 4) * 4
      post += length + 1 + Math.floor(next() * 5)
    }
    rowStart.push(runPost.length)
  }
  const table = (values: number[]) => Int32Array.from(values)
  return {
    name,
    kind: 'rows',
    pres,
    posts,
    size: Math.max(4, size),
    rowStart: table(rowStart),
    runPost: table(runPost),
    runLength: table(runLength),
    runOffset: table(runOffset),
  }
}

export const program = (more: Partial<Program>): Program => ({ begin: [], tick: [], end: [], ...more })

export const plan = (more: Partial<Plan>): Plan => ({
  name: 'test',
  dt: 1,
  lanes: 1,
  columns: [],
  lists: [],
  layouts: [],
  programs: {},
  streams: [],
  ...more,
})

/** A plan whose program 'run' runs the kernels each tick. */
export const ticking = (tick: Kernel[], more: Partial<Plan>): Plan =>
  plan({ ...more, programs: { run: program({ tick }) } })

export interface Writer {
  g: Graph
  load: (column: string, at?: At, more?: { lag?: number; index?: number; type?: Type }) => Node
  f: (value: number) => Node
  i: (value: number) => Node
  index: (of: 'unit' | 'pre' | 'post' | 'synapse' | 'lane') => Node
  clock: (name: string) => Node
  op: Graph['op']
}

/** Short names for making nodes. */
export const writer = (): Writer => {
  const g = graph()
  return {
    g,
    load: (column, at = 'unit', { type = 'f32', ...more } = {}) => g.leaf(type, { read: 'load', column, at, ...more }),
    f: value => g.constant(value),
    i: value => g.constant(value, 'i32'),
    index: of => g.leaf('i32', { read: 'index', of }),
    clock: name => g.leaf(name === 'epoch' || name === 'progress' ? 'f32' : 'i32', { read: 'scalar', name }),
    op: g.op,
  }
}
