/** Loops over the synapses of a layout, a vector of posts at a time. All locals hold four times a number: bytes. */
import type { Layout } from '../../plan/plan.ts'
import { VECTOR, vectors } from './places.ts'
import type { Context } from './spot.ts'

/** A vector of synapses of a row. */
export interface Run {
  readonly post4: number
  readonly synapse4: number
  /** Bytes of the row or run from here on: less than 16 in its last vector, perhaps. */
  readonly left4: number
  /** A local for the caller. */
  readonly spare: number
}

/** Tables of a 'rows' layout in the pool, all in bytes: rowStart counts runs. */
export const runTables = ({ map }: Context, layout: Layout & { kind: 'rows' }) => {
  const bytes = (table: Int32Array) => map.pool(table.map(x => 4 * x))
  return {
    rowStart: bytes(layout.rowStart),
    runPost: bytes(layout.runPost),
    runLength: bytes(layout.runLength),
    runOffset: bytes(layout.runOffset),
  }
}

const runLocals = ({ code }: Context): Run => ({
  post4: code.local('i32'),
  synapse4: code.local('i32'),
  left4: code.local('i32'),
  spare: code.local('i32'),
})

/** The runs of the row of a pre (4 * its number in a local). */
export const overRuns = (
  context: Context,
  layout: Layout & { kind: 'rows' },
  pre4: number,
  body: (run: Run) => void,
): void => {
  const { code } = context
  const tables = runTables(context, layout)
  const run = runLocals(context)
  const [r4, last] = [code.local('i32'), code.local('i32')]
  const from = (local: number, table: number, into: number) => {
    code.get(local)
    code.emit('i32.load', table)
    code.set(into)
  }
  const step = (local: number, by: number) => {
    code.get(local)
    code.plus(by)
    code.set(local)
  }
  from(pre4, tables.rowStart, r4)
  from(pre4, tables.rowStart + 4, last)
  code.block(() =>
    code.loop(() => {
      code.get(r4)
      code.get(last)
      code.emit('i32.ge_s')
      code.emit('br_if', 1)
      from(r4, tables.runPost, run.post4)
      from(r4, tables.runOffset, run.synapse4)
      from(r4, tables.runLength, run.left4)
      code.block(() =>
        code.loop(() => {
          code.get(run.left4)
          code.i32(0)
          code.emit('i32.le_s')
          code.emit('br_if', 1)
          body(run)
          step(run.post4, VECTOR)
          step(run.synapse4, VECTOR)
          step(run.left4, -VECTOR)
          code.emit('br', 0)
        }),
      )
      step(r4, 4)
      code.emit('br', 0)
    }),
  )
}

/** The row of a pre in any layout; `size` vectors a step in a dense one (its rows are padded to 4 vectors). */
export const overRow = (
  context: Context,
  layout: Layout,
  pre4: number,
  size: number,
  body: (run: Run) => void,
): void => {
  if (layout.kind === 'rows') {
    overRuns(context, layout, pre4, body)
    return
  }
  const { code } = context
  const run = runLocals(context)
  code.get(pre4)
  code.i32(layout.stride)
  code.emit('i32.mul')
  code.set(run.spare)
  const base = code.local('i32')
  code.get(run.spare)
  code.set(base)
  code.count(run.post4, vectors(layout.posts), size * VECTOR, () => {
    code.get(base)
    code.get(run.post4)
    code.emit('i32.add')
    code.set(run.synapse4)
    code.i32(4 * layout.posts)
    code.get(run.post4)
    code.emit('i32.sub')
    code.set(run.left4)
    body(run)
  })
}

/** Leaves the mask of the lanes that belong to the row: `left4` bytes are left. */
export const pushTailMask = ({ code, map }: Context, left4: number): void => {
  code.get(left4)
  code.i32(VECTOR)
  code.get(left4)
  code.i32(VECTOR)
  code.emit('i32.lt_s')
  code.emit('select')
  code.i32(2)
  code.emit('i32.shl')
  code.emit('v128.load', map.tails)
}
