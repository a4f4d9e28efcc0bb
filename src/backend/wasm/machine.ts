/** One network in one WebAssembly memory. */
import type { Plan } from '../../plan/plan.ts'
import type { Machine } from '../backend.ts'
import { checkLengths, setClocks, startClocks, stopClocks } from '../clocks.ts'
import { logbook } from '../logbook.ts'
import { clear, initialise, type Memory, readColumn, restore, save, writeColumn } from '../memory.ts'
import { clocks, type Names, namesOf, type parts } from '../names.ts'
import { runRoutine } from '../routine-io.ts'
import { type Address, type LogRegion, type MemoryMap, memoryMap, type Region } from './map.ts'
import { ACTIVATE, buildModule, exportName, FULL, PAGE } from './program.ts'

type Exports = Record<string, () => number>

/** The largest memory that WebAssembly has: 4 GiB. */
const MOST_PAGES = 65536

/** `shared`: other threads can look into the memory. */
export const wasmMachine = async (plan: Plan, { shared = false } = {}): Promise<Machine> => {
  const names = namesOf(plan)
  const map = memoryMap(names)
  const { bytes, routines } = buildModule(names, map, shared ? { maximum: MOST_PAGES } : undefined)
  const initial = Math.ceil(map.size() / PAGE)
  if (initial > MOST_PAGES) throw new RangeError(`the network needs ${map.size()} bytes; WebAssembly has 4 GiB`)
  const heap = new WebAssembly.Memory(shared ? { initial, maximum: MOST_PAGES, shared } : { initial })
  const memory = memoryOf(names, map, heap)
  const routine = (i: number) => runRoutine(routines[i], memory, names)
  const { instance } = await WebAssembly.instantiate(bytes, { host: { memory: heap, routine } })
  const call = instance.exports as Exports
  const logs = logbook(names)
  const words = new Int32Array(heap.buffer)
  const { lanes } = plan
  const programs = new Map(Object.keys(plan.programs).map((name, i) => [name, i]))

  const part = (name: string, which: (typeof parts)[number]): (() => number) => {
    const i = programs.get(name)
    if (i === undefined) throw new Error(`the plan has no program '${name}'`)
    return call[exportName(i, which)]
  }
  const word = (address: Address, lane: number) => (address.at + lane * map.laneBytes) / 4
  const clocksOf = (lane: number) => words.subarray(word(map.clocks, lane), word(map.clocks, lane) + clocks.length)
  const setRemaining = (ticks: (lane: number) => number) => {
    for (let lane = 0; lane < lanes; lane++) words[word(map.remaining, lane)] = ticks(lane)
    return call[ACTIVATE]()
  }
  const regions = names.probes.map(probe => ({ probe: probe.name, log: map.log(probe.name) }))
  const overLogs = (visit: (probe: string, log: LogRegion, lane: number) => void) => {
    for (const { probe, log } of regions) for (let lane = 0; lane < lanes; lane++) visit(probe, log, lane)
  }
  const moveLogs = () => {
    let total = 0
    overLogs((_, log, lane) => {
      const used = word(log.used, lane)
      total += words[used] + words[used + 1] + words[used + 2]
    })
    if (total === 0) return
    const copy = copier(total)
    overLogs((probe, log, lane) => {
      moveLog(probe, log, lane, copy)
    })
  }
  const moveLog = (probe: string, log: LogRegion, lane: number, copy: Copier) => {
    const used = word(log.used, lane)
    const [counts, entries, values] = [words[used], words[used + 1], words[used + 2]]
    if (!counts && !values) return
    const taken = (area: Address, count: number) => copy(words.subarray(word(area, lane), word(area, lane) + count))
    if (counts) logs.events(probe, lane, taken(log.counts, counts), taken(log.entries, entries))
    if (values) logs.values(probe, lane, asColumn(names, probe, taken(log.values, values)))
    words.fill(0, used, used + 3)
  }
  /** Logs that might not hold what one more part of a program adds are emptied. */
  const makeRoom = () => {
    if (call[FULL]()) moveLogs()
  }
  const run = (name: string, which: 'begin' | 'end') => {
    makeRoom()
    part(name, which)()
  }
  const advance = (name: string, lengths: ArrayLike<number>) => {
    checkLengths(lengths, lanes)
    refresh()
    for (let lane = 0; lane < lanes; lane++) startClocks(clocksOf(lane), 0, lengths[lane])
    setRemaining(() => 1)
    run(name, 'begin')
    makeRoom()
    let going = setRemaining(lane => lengths[lane])
    while (going) {
      going = part(name, 'tick')()
      if (going) moveLogs()
    }
    setRemaining(() => 1)
    for (let lane = 0; lane < lanes; lane++) stopClocks(clocksOf(lane), 0, lengths[lane])
    run(name, 'end')
  }
  /** The host may have written weights of which the kernels have a copy. */
  let stale = true
  const refresh = () => {
    if (stale) for (const copy of map.copies) fillCopy(copy, memory, heap)
    stale = false
  }

  writeTables(map, heap)
  initialise(memory, names)
  return {
    write: (column, values, lane) => {
      stale ||= map.copies.some(copy => copy.weights === column)
      writeColumn(memory, names, column, values, lane)
    },
    read: async (column, lane) => readColumn(memory, names, column, lane),
    clock: (lane, given) => setClocks(clocksOf(lane), 0, given),
    advance,
    fire: name => {
      refresh()
      setRemaining(() => 1)
      run(name, 'end')
    },
    clear: () => clear(memory, names),
    drain: async () => {
      moveLogs()
      return logs.drain()
    },
    save: async () => save(memory, names),
    restore: saved => {
      stale = true
      restore(memory, names, saved)
    },
    close: () => {},
  }
}

/** Copies words into one block for all: a block for each costs more than the copying. */
const copier = (size: number) => {
  const block = new Int32Array(size)
  let used = 0
  return (words: Int32Array): Int32Array => {
    block.set(words, used)
    used += words.length
    return block.subarray(used - words.length, used)
  }
}
type Copier = ReturnType<typeof copier>

const asColumn = (names: Names, probe: string, bits: Int32Array) => {
  const column = names.probes[names.probeIndex(probe)].column!
  return names.column(column).type === 'i32' ? bits : new Float32Array(bits.buffer, bits.byteOffset, bits.length)
}

/** The constant tables of the map and of the kernels. */
const writeTables = (map: MemoryMap, heap: WebAssembly.Memory) => {
  const bytes = new Uint8Array(heap.buffer)
  for (let bits = 0; bits < 16; bits++) {
    const lanes = [0, 1, 2, 3].filter(lane => bits & (1 << lane))
    const order = [...lanes, ...Array(4 - lanes.length).fill(0)]
    order.forEach((lane, i) => {
      for (let byte = 0; byte < 4; byte++) bytes[map.compress + 16 * bits + 4 * i + byte] = 4 * lane + byte
    })
  }
  for (let lanes = 1; lanes <= 4; lanes++) bytes.fill(255, map.tails + 16 * lanes, map.tails + 20 * lanes)
  for (const { at, table } of map.tables)
    bytes.set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength), at)
}

/** Weights in the order in which a kernel reads them. */
const fillCopy = (
  { weights, elements, at }: MemoryMap['copies'][number],
  memory: Memory,
  heap: WebAssembly.Memory,
): void => {
  const from = memory.slot(weights, 0, 0)
  new Float32Array(heap.buffer, at, elements.length).set(Float32Array.from(elements, i => from[i]))
}

const memoryOf = (names: Names, map: MemoryMap, heap: WebAssembly.Memory): Memory => {
  const words = new Int32Array(heap.buffer)
  const floats = new Float32Array(heap.buffer)
  /** Number of the first word of a slot. */
  const start = (region: Region, lane: number, lag: number) => {
    const shift = region.lane ? lane * map.laneBytes : 0
    const newest = words[(region.position.at + shift) / 4]
    return (region.at + shift + ((newest - lag) & (region.slots - 1)) * region.slotBytes) / 4
  }
  return {
    slot: (name, lane, lag) => {
      const { size, type } = names.column(name)
      const at = start(map.column(name), lane, lag)
      return type === 'f32' ? floats.subarray(at, at + size) : words.subarray(at, at + size)
    },
    list: (name, lane, lag) => {
      const at = start(map.list(name), lane, lag)
      return words.subarray(at, at + names.list(name).units + 1)
    },
    clocks: () => {
      const all = new Int32Array(names.plan.lanes * clocks.length)
      for (let lane = 0; lane < names.plan.lanes; lane++) {
        const at = (map.clocks.at + lane * map.laneBytes) / 4
        all.set(words.subarray(at, at + clocks.length), lane * clocks.length)
      }
      return all
    },
    setClocks: all => {
      for (let lane = 0; lane < names.plan.lanes; lane++) {
        const at = (map.clocks.at + lane * map.laneBytes) / 4
        for (let i = 0; i < clocks.length; i++) words[at + i] = all[lane * clocks.length + i]
      }
    },
  }
}
