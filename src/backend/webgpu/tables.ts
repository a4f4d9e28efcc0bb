/**
 * Read-only words that the kernels of a plan need: the tables of filters, and for layouts in rows the runs and their two
 * inverses. One buffer, T, shared by all lanes and replicas.
 */
import type { Node } from '../../lang/node.ts'
import type { Kernel, Layout } from '../../plan/plan.ts'
import { kernelsOf, type Names, nodesBelow, rootsOf } from '../names.ts'

type Rows = Extract<Layout, { kind: 'rows' }>

/** Where the pieces of a layout in rows begin. */
export interface RowTables {
  readonly rowStart: number
  readonly runPost: number
  readonly runLength: number
  readonly runOffset: number
  /** Of each element of the layout its pre and post; -1 in the padding. */
  readonly pre: number
  readonly post: number
  /** Of each post its elements, pres rising: columnStart[q] .. columnStart[q + 1] of columnElement. */
  readonly columnStart: number
  readonly columnElement: number
}

export interface Tables {
  readonly words: Int32Array
  rows(layout: string): RowTables
  taps(table: readonly number[]): number
}

export const tablesOf = (names: Names): Tables => {
  const words: number[] = []
  const put = (values: ArrayLike<number>) => {
    const at = words.length
    for (let i = 0; i < values.length; i++) words.push(values[i])
    return at
  }
  const rows = new Map<string, RowTables>()
  for (const layout of names.plan.layouts) if (layout.kind === 'rows') rows.set(layout.name, putRows(layout, put))
  const taps = new Map<string, number>()
  for (const kernel of kernelsOf(names.plan))
    for (const table of tapsOf(kernel)) {
      const key = table.join()
      if (!taps.has(key)) taps.set(key, put(new Int32Array(Float32Array.from(table).buffer)))
    }
  return {
    words: Int32Array.from(words),
    rows: layout => rows.get(layout)!,
    taps: table => taps.get(table.join())!,
  }
}

const putRows = (layout: Rows, put: (values: ArrayLike<number>) => number): RowTables => {
  const { pre, post } = elementsOf(layout)
  const { start, element } = columnsOf(layout, pre, post)
  return {
    rowStart: put(layout.rowStart),
    runPost: put(layout.runPost),
    runLength: put(layout.runLength),
    runOffset: put(layout.runOffset),
    pre: put(pre),
    post: put(post),
    columnStart: put(start),
    columnElement: put(element),
  }
}

const elementsOf = (layout: Rows) => {
  const pre = new Int32Array(layout.size).fill(-1)
  const post = new Int32Array(layout.size).fill(-1)
  for (let p = 0; p < layout.pres; p++)
    for (let run = layout.rowStart[p]; run < layout.rowStart[p + 1]; run++)
      for (let i = 0; i < layout.runLength[run]; i++) {
        pre[layout.runOffset[run] + i] = p
        post[layout.runOffset[run] + i] = layout.runPost[run] + i
      }
  return { pre, post }
}

const columnsOf = (layout: Rows, pre: Int32Array, post: Int32Array) => {
  const columns = Array.from({ length: layout.posts }, (): number[] => [])
  for (let s = 0; s < layout.size; s++) if (post[s] >= 0) columns[post[s]].push(s)
  for (const column of columns) column.sort((a, b) => pre[a] - pre[b])
  const start = new Int32Array(layout.posts + 1)
  columns.forEach((column, q) => {
    start[q + 1] = start[q] + column.length
  })
  return { start, element: columns.flat() }
}

const tapsOf = (kernel: Kernel): (readonly number[])[] => {
  if (kernel.verb === 'taps') return [kernel.table]
  return nodesBelow(nodesOf(kernel)).flatMap(({ leaf }) => (leaf?.read === 'taps' ? [leaf.table] : []))
}

/** Every node that a kernel evaluates. */
export const nodesOf = (kernel: Kernel): Node[] => {
  switch (kernel.verb) {
    case 'step':
      return rootsOf(kernel.body)
    case 'compact':
      return [kernel.guard, ...kernel.hoisted.map(h => h.value)]
    case 'learn':
      return [...(kernel.rows ? [kernel.rows] : []), ...(kernel.lanes ?? []), ...rootsOf(kernel.body)]
    case 'fold':
    case 'fold-lanes':
    case 'fold-synapses':
      return [kernel.value]
    default:
      return []
  }
}
