/**
 * A long step in several short loops: a value of many operations is computed for all units first and put aside. A processor that works
 * ahead then has several vectors within its reach, and does not wait for the chain of operations of one. The bits are the same.
 */
import type { Node } from '../../lang/node.ts'
import type { Kernel, Statement } from '../../plan/plan.ts'
import { nodesBelow, rootsOf } from '../names.ts'
import type { Evaluator } from './evaluate.ts'
import { AHEAD_UNITS, AHEAD_VALUES } from './map.ts'
import { VECTOR } from './places.ts'
import type { Spot } from './spot.ts'

type Step = Extract<Kernel, { verb: 'step' }>

/** Operations that are worth a loop of their own, and that one loop should hold at most. */
const LEAST = 32
const MOST = 110
/** Operations that may be done in two loops. */
const TWICE = 8
const FEWEST_UNITS = 64

export interface Ahead {
  /** Emits the loops before the one over the statements. */
  compute(loop: (body: () => void) => void): void
  /** Within that loop: takes what was put aside. */
  take(): void
}

export const aheadOf = (ev: Evaluator, kernel: Step, at: number, spot: Spot): Ahead => {
  const { code, map } = ev
  const values = isWorthwhile(kernel) ? valuesOf(ev, kernel.body) : []
  const area = (k: number) => map.ahead + 4 * k * AHEAD_UNITS
  return {
    compute: loop => {
      values.forEach((node, k) => {
        loop(() =>
          ev.scope([node], () => {
            code.get(at)
            ev.push(node, spot)
            code.emit('v128.store', area(k))
          }),
        )
      })
    },
    take: () => {
      values.forEach((node, k) => {
        const local = code.local('v128')
        code.get(at)
        code.emit('v128.load', area(k))
        code.set(local)
        ev.bind(node, local)
      })
    },
  }
}

/** Few units are not worth a second loop; of many, what is put aside would not stay in the caches. */
const isWorthwhile = ({ units, active, quiet }: Step): boolean =>
  !active && !quiet && units >= FEWEST_UNITS && units <= AHEAD_UNITS - VECTOR

/** The largest values that are computed in any case and share little with the rest; none beside Poisson draws, which have passes of their own. */
const valuesOf = (ev: Evaluator, body: readonly Statement[]): Node[] => {
  const used = usersOf(rootsOf(body))
  if ([...used.keys()].some(n => n.op === 'poisson')) return []
  const found: Node[] = []
  const seen = new Set<Node>()
  const visit = (node: Node) => {
    if (seen.has(node)) return
    seen.add(node)
    if (isAlone(ev, node, used)) found.push(node)
    else node.args.forEach(visit)
  }
  for (const s of body) visit(s.do === 'when' ? s.test : s.value)
  return found.slice(0, AHEAD_VALUES)
}

/** Who uses a node; 'kernel' where a statement does. */
type Users = ReadonlyMap<Node, ReadonlySet<Node | 'kernel'>>

const usersOf = (roots: readonly Node[]): Users => {
  const users = new Map(nodesBelow(roots).map(node => [node, new Set<Node | 'kernel'>()]))
  for (const node of users.keys()) for (const arg of node.args) users.get(arg)!.add(node)
  for (const root of roots) users.get(root)!.add('kernel')
  return users
}

/** What is computed for a node in each vector. */
const below = (ev: Evaluator, node: Node, into = new Set<Node>()): Set<Node> => {
  if (node.op === 'const' || node.leaf || into.has(node) || ev.isUniform(node)) return into
  into.add(node)
  for (const arg of node.args) below(ev, arg, into)
  return into
}

/** Whether enough is below the node, and little of it is used elsewhere. */
const isAlone = (ev: Evaluator, node: Node, users: Users): boolean => {
  const all = below(ev, node)
  if (all.size < LEAST || all.size > MOST) return false
  const twice = new Set<Node>()
  for (const n of all)
    if (n !== node && [...users.get(n)!].some(u => u === 'kernel' || !all.has(u))) below(ev, n, twice)
  return twice.size <= TWICE
}
