/**
 * carry: the weights of the units with an event. Senders rise and each receiver has one accumulator, so the bits are those of the plain loop; only
 * receivers and lanes are blocked: a block of accumulators stays in registers while the senders pass.
 */
import type { Kernel, Layout } from '../../plan/plan.ts'
import { toRows } from './emit-to-rows.ts'
import { laneOf, overEntries, pushUnit, slotAddress, VECTOR, vectors } from './places.ts'
import { overRuns, pushTailMask } from './rows.ts'
import type { Context } from './spot.ts'

type Of<V> = Extract<Kernel, { verb: V }>

/** Accumulators of a block, in vectors. */
export const BLOCK = 8

export const carry = (kernel: Of<'carry'>, context: Context): void => {
  const { code, map, names } = context
  const layout = names.layout(kernel.layout)
  const lane = laneOf(context)
  const port = slotAddress(context, map.column(kernel.port), lane, () => code.i32(kernel.slot ?? 0))
  const weights = slotAddress(context, map.column(kernel.weights), lane, () => code.i32(0))
  const scale = kernel.transposed ? 4 : layout.kind === 'dense' ? 4 * layout.stride : 4
  const end = expand(context, kernel, lane, layout.kind === 'dense' ? scale : 4)
  code.get(end)
  code.when(() => {
    if (kernel.transposed) toRows(context, layout, port, weights, end)
    else if (layout.kind === 'dense') alongRows(context, layout.posts, port, weights, end)
    else alongRuns(context, layout, port, weights, end)
  })
}

/** Writes unit * scale of every entry, as often as it counts, to the scratch area; the local holds their bytes. */
const expand = (context: Context, kernel: Of<'carry'>, lane: number | undefined, scale: number): number => {
  const { code, map } = context
  const list = slotAddress(context, map.list(kernel.event), lane, () => code.i32(kernel.lag))
  const [unit, times, end] = ['unit', 'times', 'end'].map(() => code.local('i32'))
  overEntries(context, list, entry => {
    code.get(entry)
    code.i32(24)
    code.emit('i32.shr_u')
    code.set(times)
    pushUnit(context, entry, scale)
    code.set(unit)
    code.loop(() => {
      code.get(end)
      code.get(unit)
      code.emit('i32.store', map.scratch)
      code.get(end)
      code.plus(4)
      code.set(end)
      code.get(times)
      code.plus(-1)
      code.tee(times)
      code.i32(0)
      code.emit('i32.ge_s')
      code.emit('br_if', 0)
    })
  })
  return end
}

/** Blocks of receivers: `body(bytes of the block's beginning, vectors)`; the last block is smaller. */
export const blocks = ({ code }: Context, posts: number, size: number, body: (at: number, vectors: number) => void) => {
  const total = vectors(posts) / VECTOR
  const at = code.local('i32')
  const whole = Math.floor(total / size)
  code.count(at, whole * size * VECTOR, size * VECTOR, () => body(at, size))
  if (total % size === 0) return
  code.i32(whole * size * VECTOR)
  code.set(at)
  body(at, total % size)
}

/**
 * Along the rows whose beginnings stand in the scratch area. `scale`: leaves what happens to a vector of weights before it is added; the local
 * has the sender's place in the area.
 */
export const alongRows = (
  context: Context,
  posts: number,
  port: number,
  weights: number,
  end: number,
  scale?: { load(e: number): void; apply(): void },
) => {
  const { code, map } = context
  const [receivers, columns, e, row] = ['r', 'c', 'e', 'row'].map(() => code.local('i32'))
  blocks(context, posts, BLOCK, (at, size) => {
    const sums = Array.from({ length: size }, () => code.local('v128'))
    sumOf(code, port, at, receivers)
    sumOf(code, weights, at, columns)
    loadAll(context, sums, receivers)
    code.count(e, { local: end }, 4, () => {
      code.get(e)
      code.emit('i32.load', map.scratch)
      code.get(columns)
      code.emit('i32.add')
      code.set(row)
      scale?.load(e)
      sums.forEach((sum, i) => {
        code.get(sum)
        code.get(row)
        code.emit('v128.load', i * VECTOR)
        scale?.apply()
        code.emit('f32x4.add')
        code.set(sum)
      })
    })
    storeAll(context, sums, receivers)
  })
}

export const sumOf = (code: Context['code'], a: number, b: number, into: number) => {
  code.get(a)
  code.get(b)
  code.emit('i32.add')
  code.set(into)
}

export const loadAll = ({ code }: Context, sums: readonly number[], from: number) =>
  sums.forEach((sum, i) => {
    code.get(from)
    code.emit('v128.load', i * VECTOR)
    code.set(sum)
  })

export const storeAll = ({ code }: Context, sums: readonly number[], to: number) =>
  sums.forEach((sum, i) => {
    code.get(to)
    code.get(sum)
    code.emit('v128.store', i * VECTOR)
  })

/** Entry by entry, run by run; what lies past the end of a run stays as it is. `scale` multiplies the weights on the stack by what the entry `e` says. */
export const alongRuns = (
  context: Context,
  layout: Layout & { kind: 'rows' },
  port: number,
  weights: number,
  end: number,
  scale: (e: number) => void = () => {},
): void => {
  const { code, map } = context
  const [e, pre4, to] = ['e', 'pre', 'to'].map(() => code.local('i32'))
  const old = code.local('v128')
  code.count(e, { local: end }, 4, () => {
    code.get(e)
    code.emit('i32.load', map.scratch)
    code.set(pre4)
    overRuns(context, layout, pre4, run => {
      sumOf(code, port, run.post4, to)
      code.get(to)
      code.get(to)
      code.emit('v128.load', 0)
      code.tee(old)
      sumOf(code, weights, run.synapse4, run.spare)
      code.get(run.spare)
      code.emit('v128.load', 0)
      scale(e)
      code.emit('f32x4.add')
      code.get(old)
      pushTailMask(context, run.left4)
      code.emit('v128.bitselect')
      code.emit('v128.store', 0)
    })
  })
}
