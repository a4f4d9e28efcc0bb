/**
 * Expressions as SIMD: leaves a vector of four neighbouring elements on the stack. Nodes that are used more than once are kept
 * in locals; what does not depend on the element is computed before the loop; a Poisson draw computes its mean and
 * its exponential only where some lane of the vector can have an event.
 */
import type { Leaf, Node } from '../../lang/node.ts'
import { primitive } from '../../lang/ops.ts'
import { type Names, readable, runScalars } from '../names.ts'
import { isMnemonic } from './bytes.ts'
import type { Code } from './code.ts'
import { intervalOf } from './interval.ts'
import type { Address, MemoryMap, Region } from './map.ts'

/** The element of a place: a local that holds 4 times its number, and a constant offset in bytes. */
export interface Pointer {
  readonly local: number
  readonly extra?: number
  /** One element for all four lanes. */
  readonly splat?: boolean
}

export interface Spot {
  /** The local with the beginning of the lane's block; undefined where there is one lane. */
  readonly lane?: number
  /** The lane changes inside the function, so nothing of it may be computed at the beginning. */
  readonly laneMoves?: boolean
  readonly unit?: Pointer
  /** A vector of unit numbers. Where it is given without `unit`, columns are gathered. */
  readonly units?: number
  readonly pre?: Pointer
  readonly post?: Pointer
  readonly synapse?: Pointer
  readonly slot?: Pointer
  readonly posts?: number
  readonly sums?: readonly number[] // vectors of learn over lanes
}

export interface Context {
  readonly code: Code
  readonly names: Names
  readonly map: MemoryMap
}

export interface Evaluator extends Context {
  /** Leaves the value of the node on the stack. */
  push(node: Node, spot: Spot): void
  /** Computes the node into a local of the present scope, unless one has it. */
  keep(node: Node, spot: Spot): void
  /** Runs `body`; what it keeps is forgotten afterwards. `roots` are what it will compute in any case. */
  scope(roots: readonly Node[], body: () => void): void
  /** Computes what later vectors share: the largest nodes of at most `level` (0: nothing moves, 1: only the row moves). */
  hoist(roots: readonly Node[], level: number, spot: Spot): void
  /** Says that a local holds the node, in the present scope. */
  bind(node: Node, local: number): void
  /** Keeps the node and gives its local. */
  kept(node: Node, spot: Spot): number
  /** Whether a node that depends on the element is computed in the present scope in any case. */
  isCertain(node: Node): boolean
  isUniform(node: Node): boolean
  /** How often the kernel uses the node. */
  uses(node: Node): number
  /** Counts of a draw into `count`, for the lanes of `can`, whose u may reach 1 - mean: see `poisson` in ops.ts. */
  inversion(node: Node, count: number, can: number, spot: Spot): void
  /** The local with the beginning of a ring's slot in bytes; undefined for columns without a ring. */
  slot(column: string, lag: number, spot: Spot): number | undefined
}

/** 2 where a leaf changes from element to element, 1 from row to row, 0 nowhere. */
const levelOfLeaf = (leaf: Leaf): number => {
  const at = leaf.read === 'scalar' ? 'fixed' : leaf.read === 'index' ? leaf.of : leaf.at
  return at === 'fixed' || at === 'lane' ? 0 : at === 'pre' ? 1 : 2
}

/** Arguments of a node that are computed only where they matter. */
const lazyArgs = (node: Node): readonly Node[] => {
  if (node.op !== 'poisson') return []
  return threshold(node) === undefined ? [node.args[2]] : [node.args[0], node.args[2]]
}

/** The least u at which a draw can have an event, if an upper bound of its mean tells one. */
export const threshold = (node: Node): number | undefined => {
  const high = intervalOf(node.args[0])[1]
  return node.args[0].op !== 'const' && high < 1 ? Math.fround(1 - high) : undefined
}

/** Nodes that are computed whenever `roots` are. */
const certain = (roots: readonly Node[], into = new Set<Node>()): Set<Node> => {
  for (const node of roots) {
    if (into.has(node)) continue
    into.add(node)
    const lazy = lazyArgs(node)
    certain(
      node.args.filter(a => !lazy.includes(a)),
      into,
    )
  }
  return into
}

/** How often each node below `roots` is used. */
const usesOf = (roots: readonly Node[]): Map<Node, number> => {
  const uses = new Map<Node, number>()
  const visit = (node: Node) => {
    const before = uses.get(node) ?? 0
    uses.set(node, before + 1)
    if (before === 0) node.args.forEach(visit)
  }
  roots.forEach(visit)
  return uses
}

const floatBits = (value: number) => new Int32Array(Float32Array.of(value).buffer)[0]

const bitsOf = (node: Node): number =>
  node.type === 'f32' ? floatBits(node.value!) : node.type === 'bool' ? (node.value ? -1 : 0) : node.value!

/** An evaluator for a function that computes `roots`. */
export const evaluator = (context: Context, roots: readonly Node[]): Evaluator => {
  const { code, map } = context
  const uses = usesOf(roots)
  const levels = new Map<Node, number>()
  const level = (node: Node): number => {
    if (!levels.has(node)) levels.set(node, Math.max(node.leaf ? levelOfLeaf(node.leaf) : 0, ...node.args.map(level)))
    return levels.get(node)!
  }
  const scopes: { kept: Map<Node, number>; certain: Set<Node> }[] = [{ kept: new Map(), certain: new Set() }]
  const top = () => scopes[scopes.length - 1]
  const find = (node: Node) => scopes.findLast(s => s.kept.has(node))?.kept.get(node)
  const splat = (bits: number) => code.emit('v128.const', bits, bits, bits, bits)
  const slots = new Map<string, number>()

  const push = (node: Node, spot: Spot) => {
    const kept = find(node)
    if (kept !== undefined) return code.get(kept)
    if (node.op === 'const') return splat(bitsOf(node))
    compute(node, spot)
    if (uses.get(node)! > 1) remember(node, 'tee')
  }
  const remember = (node: Node, how: 'tee' | 'set') => {
    const local = code.local('v128')
    code[how](local)
    top().kept.set(node, local)
    return local
  }
  const keep = (node: Node, spot: Spot) => {
    if (find(node) !== undefined) return
    if (node.op === 'const') splat(bitsOf(node))
    else compute(node, spot)
    remember(node, 'set')
  }
  const kept = (node: Node, spot: Spot): number => {
    keep(node, spot)
    return find(node)!
  }

  const compute = (node: Node, spot: Spot) => {
    if (node.leaf) return pushLeaf(node.leaf, spot)
    if (node.op === 'poisson') return poisson(node, spot)
    if (node.op === 'flush') return flush(node, spot)
    const [instruction, ...order] = primitive(node.op)!.simd
    if (/sh[lr]$/.test(node.op)) {
      push(node.args[0], spot)
      code.i32(node.args[1].value!)
    } else for (const i of order.length ? order : node.args.keys()) push(node.args[i], spot)
    if (instruction === 'nop') return
    if (!isMnemonic(instruction)) throw new Error(`no SIMD instruction '${instruction}'`)
    code.emit(instruction)
  }

  const flush = (node: Node, spot: Spot) => {
    const value = code.local('v128')
    push(node.args[0], spot)
    code.tee(value)
    code.get(value)
    code.emit('f32x4.abs')
    splat(floatBits(2 ** -100))
    code.emit('f32x4.lt')
    code.emit('v128.andnot')
  }

  /** Computes beforehand what the block would share with what follows it. */
  const prepare = (nodes: readonly Node[], spot: Spot) => {
    for (const node of nodes)
      if (node.op === 'const' || find(node) !== undefined) continue
      else if (top().certain.has(node)) keep(node, spot)
      else prepare(node.args, spot)
  }

  const poisson = (node: Node, spot: Spot) => {
    const [mean, u, exponential] = node.args
    const count = code.local('v128')
    const can = code.local('v128')
    const low = threshold(node)
    prepare(lazyArgs(node), spot)
    const draw = kept(u, spot)
    splat(0)
    code.set(count)
    const rest = () => {
      code.get(draw)
      splat(floatBits(1))
      code.get(kept(mean, spot))
      code.emit('f32x4.sub')
      code.emit('f32x4.ge')
      code.tee(can)
      code.emit('v128.any_true')
      code.when(() => scope([exponential], () => inversion(node, count, can, spot)))
    }
    if (low === undefined) rest()
    else {
      code.get(draw)
      splat(floatBits(low))
      code.emit('f32x4.ge')
      code.emit('v128.any_true')
      code.when(() => scope([mean], rest))
    }
    code.get(count)
  }

  const inversion = (node: Node, count: number, can: number, spot: Spot) => {
    const draw = kept(node.args[1], spot)
    const [p, c, n] = [code.local('v128'), code.local('v128'), code.local('i32')]
    const mean = kept(node.args[0], spot)
    const stillAbove = () => {
      code.get(can)
      code.get(draw)
      code.get(c)
      code.emit('f32x4.ge')
      code.emit('v128.and')
      code.tee(can)
      code.emit('v128.any_true')
    }
    push(node.args[2], spot)
    code.tee(p)
    code.set(c)
    code.i32(0)
    code.set(n)
    code.block(() =>
      code.loop(() => {
        stillAbove()
        code.emit('i32.eqz')
        code.emit('br_if', 1)
        code.get(count)
        code.get(can)
        code.emit('i32x4.sub') // the mask is -1
        code.set(count)
        code.get(p)
        code.get(mean)
        code.emit('f32x4.mul')
        code.get(n)
        code.plus(1)
        code.tee(n)
        code.emit('f32.convert_i32_s')
        code.emit('f32x4.splat')
        code.emit('f32x4.div')
        code.tee(p)
        code.get(c)
        code.emit('f32x4.add')
        code.set(c)
        code.get(n)
        code.i32(64)
        code.emit('i32.lt_s')
        code.emit('br_if', 0)
      }),
    )
  }

  const pushLeaf = (leaf: Leaf, spot: Spot) => {
    switch (leaf.read) {
      case 'index':
        return pushIndex(leaf.of, spot)
      case 'scalar':
        return pushScalar(leaf.name, spot)
      case 'taps':
        return pushTaps(leaf, spot)
      case 'load':
        return pushLoad(leaf, spot)
    }
  }

  /** Leaves the address of a place, but for the constant that is returned as its offset. */
  const pushAddress = (address: Address, spot: Spot, more?: () => void): number => {
    const lane = address.lane && spot.lane !== undefined
    if (more) more()
    if (lane) {
      code.get(spot.lane!)
      if (more) code.emit('i32.add')
    }
    if (!more && !lane) code.i32(0)
    return address.at
  }

  const pushScalar = (name: string, spot: Spot) => {
    const clock = readable.indexOf(name)
    const scalar = runScalars.indexOf(name as 'epoch')
    if (clock < 0 && scalar < 0) throw new Error(`there is no scalar '${name}'`)
    const address = clock >= 0 ? map.clocks : map.column('scalars')
    code.emit('v128.load32_splat', pushAddress(address, spot) + 4 * (clock >= 0 ? clock : scalar))
  }

  const pushIndex = (of: string, spot: Spot) => {
    if (of === 'unit' && spot.units !== undefined) return code.get(spot.units)
    if (of === 'lane') return pushLane(spot)
    if (of === 'synapse') {
      pushIndex('pre', spot)
      splat(spot.posts!)
      code.emit('i32x4.mul')
      pushIndex('post', spot)
      return code.emit('i32x4.add')
    }
    const pointer = pointerOf(of as 'unit', spot)
    code.get(pointer.local)
    code.i32(2)
    code.emit('i32.shr_u')
    code.plus((pointer.extra ?? 0) / 4)
    code.emit('i32x4.splat')
    if (pointer.splat) return
    code.emit('v128.const', 0, 1, 2, 3)
    code.emit('i32x4.add')
  }

  const pushLane = (spot: Spot) => {
    if (spot.lane === undefined) return splat(0)
    code.get(spot.lane)
    code.i32(map.laneBytes)
    code.emit('i32.div_u')
    code.emit('i32x4.splat')
  }

  const pointerOf = (at: 'unit' | 'pre' | 'post' | 'synapse' | 'slot', spot: Spot): Pointer => {
    const pointer = spot[at]
    if (!pointer) throw new Error(`nothing can be read at '${at}' here`)
    return pointer
  }

  const pushLoad = (leaf: Leaf & { read: 'load' }, spot: Spot) => {
    if (leaf.column.startsWith('#lanes.')) return code.get(spot.sums![Number(leaf.column.slice(7))])
    const region = map.column(leaf.column)
    const slot = slotLocal(leaf.column, leaf.lag ?? 0, spot)
    if (leaf.at === 'unit' && !spot.unit && spot.units !== undefined) return gather(region, slot, spot.units, spot)
    pushElement(leaf, region, slot, spot)
  }

  const pushElement = (
    leaf: Leaf & { read: 'load' | 'taps' },
    region: Address,
    slot: number | undefined,
    spot: Spot,
  ) => {
    const pointer = leaf.at === 'fixed' ? undefined : pointerOf(leaf.at, spot)
    const fixed = leaf.read === 'load' ? 4 * (leaf.index ?? 0) : 0
    const parts = [pointer?.local, slot].filter(x => x !== undefined)
    const address = parts.length
      ? () => {
          code.get(parts[0])
          if (parts.length > 1) {
            code.get(parts[1])
            code.emit('i32.add')
          }
        }
      : undefined
    const offset = pushAddress(region, spot, address) + (pointer ? (pointer.extra ?? 0) : fixed)
    code.emit(pointer && !pointer.splat ? 'v128.load' : 'v128.load32_splat', offset)
  }

  const gather = (region: Address, slot: number | undefined, units: number, spot: Spot) => {
    splat(0)
    for (let k = 0; k < 4; k++) {
      const offset = pushAddress(region, spot, () => {
        code.get(units)
        code.emit('i32x4.extract_lane', k)
        code.i32(2)
        code.emit('i32.shl')
        if (slot === undefined) return
        code.get(slot)
        code.emit('i32.add')
      })
      code.emit('i32.load', offset)
      code.emit('i32x4.replace_lane', k)
    }
  }

  /** The local with the beginning of a ring's slot; undefined for columns without a ring. */
  const slotLocal = (column: string, lag: number, spot: Spot): number | undefined => {
    const region = map.column(column)
    if (region.slots === 1) return undefined
    const moves = spot.laneMoves && region.lane
    const key = `${column} ${lag}`
    if (!moves && slots.has(key)) return slots.get(key)
    const local = code.local('i32')
    const write = () => {
      pushSlot(context, region, spot.lane, () => code.i32(lag))
      code.set(local)
    }
    if (moves) write()
    else {
      code.prologue(write)
      slots.set(key, local)
    }
    return local
  }

  /** A loop over the table: sums in rising lag. */
  const pushTaps = (leaf: Leaf & { read: 'taps' }, spot: Spot) => {
    const region = map.column(leaf.column)
    const table = map.pool(Float32Array.from(leaf.table))
    const [k, slot, sum] = [code.local('i32'), code.local('i32'), code.local('v128')]
    splat(0)
    code.set(sum)
    code.count(k, leaf.table.length, 1, () => {
      pushSlot(context, region, spot.lane, () => {
        code.get(k)
        code.plus(leaf.lag)
      })
      code.set(slot)
      code.get(sum)
      code.get(k)
      code.i32(2)
      code.emit('i32.shl')
      code.emit('v128.load32_splat', table)
      if (leaf.at === 'unit' && !spot.unit && spot.units !== undefined) gather(region, slot, spot.units, spot)
      else pushElement(leaf, region, slot, spot)
      code.emit('f32x4.mul')
      code.emit('f32x4.add')
      code.set(sum)
    })
    code.get(sum)
  }

  const scope = (roots: readonly Node[], body: () => void) => {
    scopes.push({ kept: new Map(), certain: certain(roots) })
    body()
    scopes.pop()
  }

  const hoist = (roots: readonly Node[], most: number, spot: Spot) => {
    const seen = new Set<Node>()
    const visit = (node: Node) => {
      if (seen.has(node) || node.op === 'const') return
      seen.add(node)
      if (level(node) <= most) keep(node, spot)
      else node.args.forEach(visit)
    }
    roots.forEach(visit)
  }

  return {
    ...context,
    push,
    keep,
    kept,
    scope,
    hoist,
    inversion,
    bind: (node, local) => top().kept.set(node, local),
    isCertain: node => top().certain.has(node),
    isUniform: node => level(node) === 0,
    uses: node => uses.get(node) ?? 0,
    slot: slotLocal,
  }
}

/** Leaves the offset in bytes of a ring's slot; `lag` leaves how many writes ago it was. */
export const pushSlot = ({ code }: Context, region: Region, lane: number | undefined, lag: () => void) => {
  if (region.position.lane && lane !== undefined) code.get(lane)
  else code.i32(0)
  code.emit('i32.load', region.position.at)
  lag()
  code.emit('i32.sub')
  code.i32(region.slots - 1)
  code.emit('i32.and')
  code.i32(region.slotBytes)
  code.emit('i32.mul')
}
