/** The statements of a body on a vector of four elements. */
import type { Node } from '../../lang/node.ts'
import type { Statement } from '../../plan/plan.ts'
import { flatten, nodesBelow, rootsOf } from '../names.ts'
import type { Evaluator } from './evaluate.ts'
import type { Pointer, Spot } from './spot.ts'

export interface Target {
  readonly spot: Spot
  /** The element that stores go to. */
  readonly at?: Pointer
  /** Appends the units of a mask (as four bits in a local) to the list of an event; `entry` leaves the vector of entries. */
  readonly append?: (event: string, bits: number, entry: () => void) => void
  /** Takes over the emission of a raise at the top of the body. */
  readonly draws?: ReadonlyMap<Statement, () => void>
  /** A vector with the numbers of the units, for events. */
  readonly units?: () => void
  /** The body writes one element only, lane 0 of the vector. */
  readonly single?: boolean
}

/** Emits a body. Nodes are pure, so whatever reads a stored column after the store is loaded before the first one. */
export const emitBody = (ev: Evaluator, body: readonly Statement[], target: Target): void =>
  ev.scope(certainRoots(body), () => {
    for (const leaf of readAfterStore(body)) ev.keep(leaf, target.spot)
    emitStatements(ev, body, target, undefined)
  })

const certainRoots = (body: readonly Statement[]): Node[] => body.map(s => (s.do === 'when' ? s.test : s.value))

/** Leaves of a stored column that a statement after the store reads. */
const readAfterStore = (body: readonly Statement[]): Node[] => {
  const all = flatten(body)
  return nodesBelow(rootsOf(body)).filter(node => {
    const column = node.leaf && 'column' in node.leaf ? node.leaf.column : undefined
    const first = all.findIndex(s => s.do === 'store' && s.column === column)
    return first >= 0 && nodesBelow(rootsOf(all.slice(first + 1).map(alone))).includes(node)
  })
}

/** A `when` without its body, which is in the list by itself. */
const alone = (s: Statement): Statement => (s.do === 'when' ? { ...s, body: [] } : s)

const emitStatements = (ev: Evaluator, body: readonly Statement[], target: Target, mask: number | undefined): void => {
  for (const s of body) {
    if (s.do === 'store') store(ev, s.column, s.value, target, mask)
    else if (target.draws?.has(s)) target.draws.get(s)!()
    else if (s.do === 'raise') raise(ev, s.event, s.value, target, mask)
    else when(ev, s, target, mask)
  }
}

const when = (ev: Evaluator, s: Statement & { do: 'when' }, target: Target, mask: number | undefined) => {
  const { code } = ev
  const inner = code.local('v128')
  // Whatever the body shares with statements after it is cheap to compute again; its own nodes are forgotten at its end.
  ev.push(s.test, target.spot)
  if (mask !== undefined) {
    code.get(mask)
    code.emit('v128.and')
  }
  code.tee(inner)
  code.emit('v128.any_true')
  code.when(() => ev.scope(certainRoots(s.body), () => emitStatements(ev, s.body, target, inner)))
}

const store = (ev: Evaluator, column: string, value: Node, target: Target, mask: number | undefined) => {
  const { code, map } = ev
  const region = map.column(column)
  const at = target.at!
  const address = code.local('i32')
  code.get(at.local)
  if (region.lane && target.spot.lane !== undefined) {
    code.get(target.spot.lane)
    code.emit('i32.add')
  }
  const slot = ev.slot(column, 0, target.spot)
  if (slot !== undefined) {
    code.get(slot)
    code.emit('i32.add')
  }
  code.tee(address)
  const offset = region.at + (at.extra ?? 0)
  ev.push(value, target.spot)
  if (mask !== undefined) {
    code.get(address)
    code.emit(target.single ? 'v128.load32_splat' : 'v128.load', offset)
    code.get(mask)
    code.emit('v128.bitselect')
  }
  if (target.single) {
    code.emit('i32x4.extract_lane', 0)
    code.emit('i32.store', offset)
  } else code.emit('v128.store', offset)
}

const raise = (ev: Evaluator, event: string, value: Node, target: Target, mask: number | undefined) => {
  const { code } = ev
  if (value.type === 'f32') throw new Error(`event ${event}: expected a truth value or a whole number`)
  const count = value.type === 'i32' ? code.local('v128') : undefined
  const bits = code.local('i32')
  ev.push(value, target.spot)
  if (count !== undefined) {
    code.tee(count)
    code.emit('v128.const', 0, 0, 0, 0)
    code.emit('i32x4.gt_s')
  }
  if (mask !== undefined) {
    code.get(mask)
    code.emit('v128.and')
  }
  code.emit('i32x4.bitmask')
  code.tee(bits)
  code.when(() => target.append!(event, bits, () => entries(ev, count, target)))
}

/** unit | (count - 1) << 24, counts capped at 255. */
const entries = ({ code }: Evaluator, count: number | undefined, target: Target) => {
  target.units!()
  if (count === undefined) return
  code.get(count)
  code.emit('v128.const', 255, 255, 255, 255)
  code.emit('i32x4.min_s')
  code.emit('v128.const', 1, 1, 1, 1)
  code.emit('i32x4.sub')
  code.i32(24)
  code.emit('i32x4.shl')
  code.emit('v128.or')
}
