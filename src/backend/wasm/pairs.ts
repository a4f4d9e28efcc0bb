/**
 * Two graded signals that go over the same sparse synapses (a potential and a trace, say) are carried in one pass: the later kernel moves up to
 * the earlier one, with the `turn` of its port, where nothing between them would notice.
 */
import type { Kernel } from '../../plan/plan.ts'
import { type Names, runsOnce } from '../names.ts'
import { isScattered } from './gather-tables.ts'

export type Graded = Extract<Kernel, { verb: 'carry-graded' }>
export type Pair = readonly [Graded, Graded]

export const isPair = (work: Kernel | Pair): work is Pair => Array.isArray(work)

/** The kernels of a part of a program in an order that gives the same bits, with pairs. */
export const withPairs = (kernels: readonly Kernel[], names: Names): (Kernel | Pair)[] => {
  const out: (Kernel | Pair)[] = []
  let left = [...kernels]
  while (left.length > 0) {
    const [first, ...rest] = left
    const found = first.verb === 'carry-graded' ? partner(first, rest, names) : undefined
    if (found === undefined) out.push(first)
    else out.push(...found.turns, [first as Graded, found.kernel])
    left = found ? rest.filter(k => k !== found.kernel && !found.turns.includes(k)) : rest
  }
  return out
}

interface Partner {
  kernel: Graded
  /** Kernels that go before the pair. */
  turns: Kernel[]
}

/** The next kernel that can be carried together with `first`. */
const partner = (first: Graded, rest: readonly Kernel[], names: Names): Partner | undefined => {
  if (first.transposed || !isScattered(names.layout(first.layout)) || runsOnce(first, names)) return undefined
  const between: Kernel[] = []
  for (const kernel of rest) {
    if (kernel.verb === 'carry-graded' && isAlike(first, kernel)) {
      const turns = between.filter(k => touches(k, kernel.port))
      const canMove = turns.every(k => k.verb === 'turn') && !between.some(k => writes(k, kernel.value))
      return canMove && !runsOnce(kernel, names) ? { kernel, turns } : undefined
    }
    if (kernel.verb !== 'turn' && kernel.verb !== 'carry-graded') return undefined
    between.push(kernel)
  }
  return undefined
}

/** The same synapses, and neither reads or writes what the other adds to. */
const isAlike = (a: Graded, b: Graded): boolean =>
  a.layout === b.layout &&
  a.weights === b.weights &&
  !b.transposed &&
  a.port !== b.port &&
  a.port !== b.value &&
  b.port !== a.value

const writes = (kernel: Kernel, column: string): boolean =>
  (kernel.verb === 'turn' && kernel.column === column) || (kernel.verb === 'carry-graded' && kernel.port === column)

const touches = (kernel: Kernel, column: string): boolean =>
  writes(kernel, column) || (kernel.verb === 'carry-graded' && (kernel.value === column || kernel.weights === column))
