/**
 * Where everything lies in memory. First what is shared: tables, scratch, shared columns. Then a block for each lane, all
 * alike: clocks, ring positions, columns, event lists, logs; so one number, the beginning of the lane's block, says
 * where a lane is. Last a pool of constant tables, which grows while code is emitted.
 */
import type { Node } from '../../lang/node.ts'
import type { Kernel } from '../../plan/plan.ts'
import { clocks, kernelsOf, type Names, nodesBelow, padded, rootsOf } from '../names.ts'
import { type LogRegion, logRegion } from './log-region.ts'
import { alone, type Share } from './share.ts'

/** An address. `lane`: relative to the beginning of a lane's block. */
export interface Address {
  readonly at: number
  readonly lane: boolean
}

export interface Region extends Address {
  readonly slots: number
  readonly slotBytes: number
  /** Number of the newest slot, an i32. */
  readonly position: Address
}

export interface MemoryMap {
  readonly lanes: number
  /** So many have room for their state in the second cache of a core. */
  readonly lanesAtOnce: number
  readonly share: Share
  /** Bytes of a lane's block, and where the first one begins. */
  readonly laneBytes: number
  readonly firstLane: number
  readonly column: (name: string) => Region
  readonly list: (name: string) => Region
  readonly log: (probe: string) => LogRegion
  /** Two i32 for each block of units that may be quiet: the time at which it acts next, and that of its last evaluation. */
  readonly quiet: (step: string) => Address
  /** i32 of a lane: the clocks, then the ticks that are left to run. */
  readonly clocks: Address
  readonly remaining: Address
  /** Of this thread: the lanes that take part: their number, then the beginnings of their blocks relative to the first. */
  readonly active: number
  /** 16 permutations of 16 bytes: permutation m moves the lanes set in m to the front. */
  readonly compress: number
  /** Five masks of 16 bytes: mask n has its first n lanes set. */
  readonly tails: number
  /** Of this thread, as what follows: two areas for the use of one kernel, `scratchBytes` each. */
  readonly scratch: number
  readonly second: number
  /** Where units of draws are put aside: see drawWords. */
  readonly draws: number
  /** AHEAD_VALUES areas of AHEAD_UNITS words, where a step puts aside what it computes ahead. */
  readonly ahead: number
  /** Keeps a constant table in the pool: its address. */
  pool(table: Int32Array | Float32Array): number
  readonly tables: readonly { at: number; table: Int32Array | Float32Array }[]
  /** Room for weights that no kernel changes, in the order in which a kernel reads them: its address. The host fills it. */
  copy(weights: string, elements: Int32Array): number
  readonly copies: readonly { at: number; weights: string; elements: Int32Array }[]
  /** Bytes in all. */
  size(): number
}

/** Units that are skipped together. */
export const QUIET_BLOCK = 32
/** Values that a step may compute ahead, and the words for each: more units than that would not stay in the caches. */
export const AHEAD_VALUES = 4
export const AHEAD_UNITS = 4096
/** Bytes of state of lanes that go through a phase together. */
const CACHED = 1 << 19
/** By no bit operators: it may be more than 31 bits. */
const aligned = (bytes: number) => Math.ceil(bytes / 64) * 64

/** `share`: the thread for which the map is; those of one memory differ only in the areas that each has for itself. */
export const memoryMap = (names: Names, share: Share = alone): MemoryMap => {
  const { plan } = names
  let top = 64
  const take = (bytes: number) => {
    const at = top
    top = aligned(top + bytes)
    return at
  }
  const own = (bytes: number) => take(share.threads * aligned(bytes)) + share.thread * aligned(bytes)
  const active = own(4 + 4 * plan.lanes)
  const compress = take(256)
  const tails = take(80)
  const scratchBytes = scratchSize(names)
  const scratch = own(scratchBytes)
  const second = own(scratchBytes)
  const draws = own(drawBytes(names))
  const ahead = own(4 * AHEAD_VALUES * AHEAD_UNITS)
  const sharedColumns = place(names, false, take)

  const firstLane = top
  top = 0
  const clock = take(4 * (clocks.length + 1))
  const laneColumns = place(names, true, take)
  const lists = plan.lists.map(({ units, slots }) => listRegion(units, slots, take))
  const stateBytes = top
  const logs = names.probes.map(probe => logRegion(names, probe, take, firstLane))
  const quiet = new Map(quietSteps(names).map(([name, units]) => [name, take(8 * Math.ceil(units / QUIET_BLOCK))]))
  const laneBytes = top

  let end = firstLane + laneBytes * plan.lanes
  const keep = (bytes: number) => {
    const at = end
    end = aligned(end + bytes)
    return at
  }
  const tables: { at: number; table: Int32Array | Float32Array }[] = []
  const copies: { at: number; weights: string; elements: Int32Array }[] = []
  const lane = (at: number): Address => ({ at: firstLane + at, lane: true })
  const shift = (region: Region): Region => ({ ...region, ...lane(region.at), position: lane(region.position.at) })
  const columns = plan.columns.map((c, i) => (c.perLane ? shift(laneColumns[i]!) : sharedColumns[i]!))

  return {
    lanes: plan.lanes,
    lanesAtOnce: Math.max(1, Math.floor(CACHED / stateBytes)),
    share,
    laneBytes,
    firstLane,
    column: name => columns[names.columnIndex(name)],
    list: name => shift(lists[names.listIndex(name)]),
    log: name => logs[names.probeIndex(name)],
    quiet: name => lane(quiet.get(name)!),
    clocks: lane(clock),
    remaining: lane(clock + 4 * clocks.length),
    active,
    compress,
    tails,
    scratch,
    second,
    draws,
    ahead,
    pool: table => {
      const same = tables.find(t => equal(t.table, table))
      if (same) return same.at
      const at = keep(table.byteLength)
      tables.push({ at, table })
      return at
    },
    tables,
    copy: (weights, elements) => {
      const same = copies.find(c => c.weights === weights && equal(c.elements, elements))
      if (same) return same.at
      const at = keep(elements.byteLength)
      copies.push({ at, weights, elements })
      return at
    },
    copies,
    size: () => end + 256,
  }
}

/** Populations with units that may be skipped, once each. */
const quietSteps = (names: Names): [name: string, units: number][] => [
  ...new Map(kernelsOf(names.plan).flatMap(k => (k.verb === 'step' && k.quiet ? [[k.name, k.units] as const] : []))),
]

const equal = (a: Int32Array | Float32Array, b: Int32Array | Float32Array) =>
  a.constructor === b.constructor && a.length === b.length && a.every((x, i) => Object.is(x, b[i]))

/** Room for so many bytes: where it begins. */
export type Take = (bytes: number) => number

/** Columns of the lanes, or the shared ones; undefined for the others. */
const place = (names: Names, lane: boolean, take: Take): (Region | undefined)[] =>
  names.plan.columns.map(({ perLane, slots, size }) => {
    if (perLane !== lane) return undefined
    const slotBytes = padded(size) * 4
    const position = { at: take(4), lane }
    // A compacted list is written a vector at a time, so up to three elements past its end.
    return { at: take(slotBytes * slots + 16), lane, slots, slotBytes, position }
  })

/** The count, then the entries, and room for the vector that is written past them. */
const listRegion = (units: number, slots: number, take: Take): Region => {
  const slotBytes = aligned(4 * (units + 5))
  return { position: { at: take(4), lane: true }, at: take(slotBytes * slots), lane: true, slots, slotBytes }
}

/** For the longest list with every unit 255 times, a value per unit, or a row of synapses. */
const scratchSize = (names: Names): number => {
  const { plan } = names
  const units = [
    ...plan.lists.map(l => l.units * 255),
    ...plan.layouts.flatMap(l => [l.pres * 2, l.posts * 2]),
    ...kernelsOf(plan).map(k => ('units' in k ? k.units : 0)),
  ]
  return 4 * (Math.max(16, ...units) + 32)
}

/** Words that a draw may put aside: a list with room for every unit for each node that it might need, and for the unit. */
export const drawWords = (draw: Node, units: number): number => (nodesBelow([draw]).length + 2) * (units + 8)

const drawBytes = (names: Names): number => {
  const ofKernel = (kernel: Kernel) =>
    kernel.verb !== 'step'
      ? 0
      : rootsOf(kernel.body).reduce((sum, root) => sum + (root.op === 'poisson' ? drawWords(root, kernel.units) : 0), 0)
  return 4 * Math.max(0, ...kernelsOf(names.plan).map(ofKernel))
}
