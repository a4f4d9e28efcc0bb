/**
 * Events that are Poisson draws, in up to three passes without branches that a processor cannot foresee: 1. all units, those
 * whose u can reach 1 - mean (or the bound of the mean) are put aside; 2. where only a bound was known, the mean, and
 * those whose u reaches 1 - mean; 3. the exponential and the counts. Each pass has about a quarter of the units of
 * the one before. The bits are those of computing everything for every unit.
 */
import type { Node } from '../../lang/node.ts'
import type { Statement } from '../../plan/plan.ts'
import { inversion, threshold } from './emit-poisson.ts'
import type { Evaluator } from './evaluate.ts'
import { drawWords } from './map.ts'
import { grow, type growingList, maskTail, VECTOR } from './places.ts'
import { pushTailMask } from './rows.ts'
import type { Spot } from './spot.ts'

type Raise = Extract<Statement, { do: 'raise' }>

/** Whether a statement is a draw whose count nothing else needs. */
const isDraw = (ev: Evaluator, s: Statement): s is Raise =>
  s.do === 'raise' && s.value.op === 'poisson' && ev.uses(s.value) === 1

interface Place {
  readonly spot: Spot
  /** The vector of unit numbers. */
  readonly units: number
  /** Leaves the bytes of units from here on; undefined where every vector is full. */
  readonly left: (() => void) | undefined
  /** Units of the population: no list is longer. */
  readonly size: number
  readonly lists: ReadonlyMap<string, ReturnType<typeof growingList>>
}

/** `select` is emitted among the statements of the loop over all units, `finish` after it. */
export interface LaterDraw {
  readonly statement: Statement
  readonly select: () => void
  readonly finish: () => void
}

export const laterDraws = (ev: Evaluator, body: readonly Statement[], place: Place): LaterDraw[] => {
  let words = 0
  return body.flatMap(s => {
    if (!isDraw(ev, s)) return []
    const areas = ev.map.draws + 4 * words
    words += drawWords(s.value, place.size)
    return [{ statement: s, ...laterDraw(ev, s, place, areas) }]
  })
}

const laterDraw = (
  ev: Evaluator,
  { value: node, event }: Raise,
  place: Place,
  areas: number,
): Omit<LaterDraw, 'statement'> => {
  const { code, map } = ev
  const [mean, u, exponential] = node.args
  const { spot, units, size } = place
  const low = threshold(node)
  const end = code.local('i32')
  /** Nodes that are put aside, in the order of their areas; the numbers of the units come first. */
  let aside: Node[] = []
  const list = place.lists.get(event)!
  const area = (k: number) => areas + k * 4 * (size + 8)

  /** Appends the lanes of the mask on the stack to the areas; `to` moves on. */
  const putAside = (nodes: Node[], to: number, spot: Spot, left: (() => void) | undefined) => {
    const bits = code.local('i32')
    const order = code.local('v128')
    code.emit('i32x4.bitmask')
    code.set(bits)
    if (left) maskTail(ev, bits, left)
    code.get(bits)
    code.i32(4)
    code.emit('i32.shl')
    code.emit('v128.load', map.compress)
    code.set(order)
    const put = (k: number, value: () => void) => {
      code.get(to)
      value()
      code.get(order)
      code.emit('i8x16.swizzle')
      code.emit('v128.store', area(k))
    }
    put(0, () => code.get(units))
    nodes.forEach((n, k) => {
      put(k + 1, () => ev.push(n, spot))
    })
    grow(ev, to, bits)
  }

  /** Runs `body` for the vectors that were put aside; what they hold is bound to locals. */
  const overAside = (body: (left: () => void, leftBytes: number) => void) => {
    const [at, rest] = [code.local('i32'), code.local('i32')]
    const nodes = aside
    const load = (k: number, into: number) => {
      code.get(at)
      code.emit('v128.load', area(k))
      code.set(into)
    }
    code.count(at, { local: end }, VECTOR, () =>
      ev.scope([], () => {
        load(0, units)
        nodes.forEach((n, k) => {
          const local = code.local('v128')
          load(k + 1, local)
          ev.bind(n, local)
        })
        code.get(end)
        code.get(at)
        code.emit('i32.sub')
        code.set(rest)
        body(() => code.get(rest), rest)
      }),
    )
  }

  const reaches = (spot: Spot) => {
    ev.push(u, spot)
    code.emit('v128.const', ...splat(1))
    code.get(ev.kept(mean, spot))
    code.emit('f32x4.sub')
    code.emit('f32x4.ge')
  }

  const select = () => {
    ev.keep(u, spot)
    if (low === undefined) {
      reaches(spot)
      aside = needs(ev, [u, mean, exponential], true)
    } else {
      ev.push(u, spot)
      code.emit('v128.const', ...splat(low))
      code.emit('f32x4.ge')
      aside = needs(ev, [u, mean, exponential], false)
    }
    putAside(aside, end, spot, place.left)
  }

  const secondPass = () => {
    const to = code.local('i32')
    let next: Node[] = []
    overAside(left => {
      reaches(aboutUnits)
      next = [u, mean, ...aside.filter(n => n !== u && n !== mean && reachable(exponential, mean).has(n))]
      putAside(next, to, aboutUnits, left)
    })
    aside = next
    code.get(to)
    code.set(end)
  }

  const lastPass = () => {
    const [count, can, bits] = [code.local('v128'), code.local('v128'), code.local('i32')]
    overAside((left, rest) => {
      code.emit('v128.const', 0, 0, 0, 0)
      code.set(count)
      pushTailMask(ev, rest)
      code.set(can)
      inversion(ev, node, count, can, aboutUnits)
      code.get(count)
      code.emit('v128.const', 0, 0, 0, 0)
      code.emit('i32x4.gt_s')
      code.emit('i32x4.bitmask')
      code.set(bits)
      maskTail(ev, bits, left)
      code.get(list.end)
      entries(ev, units, count)
      code.get(bits)
      code.i32(4)
      code.emit('i32.shl')
      code.emit('v128.load', map.compress)
      code.emit('i8x16.swizzle')
      code.emit('v128.store', 0)
      grow(ev, list.end, bits)
    })
  }

  const aboutUnits: Spot = { lane: spot.lane, units }
  const finish = () => {
    if (low !== undefined) secondPass()
    lastPass()
  }
  return { select, finish }
}

const splat = (value: number) => {
  const [bits] = new Int32Array(Float32Array.of(value).buffer)
  return [bits, bits, bits, bits]
}

/** unit | (count - 1) << 24. A count is at most 64, so none has to be capped. */
const entries = ({ code }: Evaluator, units: number, count: number) => {
  code.get(units)
  code.get(count)
  code.emit('v128.const', 1, 1, 1, 1)
  code.emit('i32x4.sub')
  code.i32(24)
  code.emit('i32x4.shl')
  code.emit('v128.or')
}

/** Nodes below `from`, not looking below `stop`. */
const reachable = (from: Node, stop: Node): Set<Node> => {
  const found = new Set<Node>()
  const visit = (node: Node) => {
    if (found.has(node) || node === stop) return
    found.add(node)
    node.args.forEach(visit)
  }
  visit(from)
  return found
}

/**
 * What must be put aside so that `roots` can be computed later: what this pass computes anyway, and leaves. `all`: the
 * mean, the second root, was computed in this pass.
 */
const needs = (ev: Evaluator, roots: readonly Node[], all: boolean): Node[] => {
  const found = new Set<Node>()
  const seen = new Set<Node>()
  const [u, mean] = roots
  const visit = (node: Node) => {
    if (seen.has(node) || node.op === 'const' || ev.isUniform(node)) return
    seen.add(node)
    if (node.leaf?.read === 'index' && node.leaf.of === 'unit') return
    if (node === u || (all && node === mean) || node.leaf || ev.isCertain(node)) found.add(node)
    else node.args.forEach(visit)
  }
  roots.forEach(visit)
  return [...found]
}
