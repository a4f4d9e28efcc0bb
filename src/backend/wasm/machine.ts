/** One network in one WebAssembly memory. */
import { SpecError } from '../../errors.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Machine } from '../backend.ts'
import { checkLengths, setClocks, startClocks, stopClocks } from '../clocks.ts'
import { logbook } from '../logbook.ts'
import { clear, initialise, type Memory, readColumn, restore, save, writeColumn } from '../memory.ts'
import { clocks, type Names, namesOf } from '../names.ts'
import { runRoutine } from '../routine-io.ts'
import { controlFor, leader } from './crew.ts'
import { type Exports, type Hire, workOf } from './follower.ts'
import { logMover } from './log-mover.ts'
import { type Address, type MemoryMap, memoryMap, type Region } from './map.ts'
import { ACTIVATE, buildModule, FULL, MOST_PAGES, PAGE } from './program.ts'
import { partsOf } from './program-parts.ts'

export interface WasmOptions {
  /** Other threads can look into the memory. */
  shared?: boolean
  /** Threads that compute lanes side by side, this one included, and how the others are started. */
  crew?: { threads: number; hire: Hire }
}

/** Addresses are i32, from which kernels count up: half of the memory that WebAssembly may have is used. */
const mostBytes = 2 ** 31

const checkFits = (bytes: number): void => {
  if (bytes > mostBytes)
    throw new SpecError(
      'populations',
      'a network of at most 2.1 GB on the back end wasm',
      `one of ${(bytes / 1e9).toFixed(1)} GB`,
    )
}

export const wasmMachine = async (plan: Plan, { shared = false, crew }: WasmOptions = {}): Promise<Machine> => {
  const names = namesOf(plan)
  const threads = Math.min(crew?.threads ?? 1, plan.lanes)
  const map = memoryMap(names, { thread: 0, threads })
  const isShared = shared || threads > 1
  checkFits(map.size())
  const built = buildModule(names, map, isShared ? { maximum: MOST_PAGES } : undefined)
  const initial = Math.ceil(map.size() / PAGE)
  const heap = new WebAssembly.Memory(isShared ? { initial, maximum: MOST_PAGES, shared: true } : { initial })
  const memory = memoryOf(names, map, heap)
  const routine = (i: number) => runRoutine(built.routines[i], memory, names)
  const { instance } = await WebAssembly.instantiate(built.bytes, { host: { memory: heap, routine } })
  const call = instance.exports as Exports
  const logs = logbook(names)
  const words = new Int32Array(heap.buffer)
  const { lanes } = plan
  const allLanes = lanes * map.laneBytes // their bytes
  const work = workOf(call, built.pieces, map)
  // A page may have no shared memory at all: only what needs it asks for it.
  const control = threads > 1 ? controlFor(threads) : undefined
  const lead = control && leader(control, threads, work)
  const programOf = partsOf(plan, { call, allLanes, built, work, ...(lead ? { lead } : {}) })
  const word = (address: Address, lane: number) => (address.at + lane * map.laneBytes) / 4
  const eachLane = Array.from({ length: lanes }, (_, lane) => lane)
  const laneClocks = eachLane.map(lane =>
    words.subarray(word(map.clocks, lane), word(map.clocks, lane) + clocks.length),
  )
  const remaining = eachLane.map(lane => word(map.remaining, lane))
  /** Ticks that are left to each lane. Gives the number of lanes that take part. */
  const setRemaining = (ticks: number | ArrayLike<number>): number => {
    for (let lane = 0; lane < lanes; lane++) words[remaining[lane]] = typeof ticks === 'number' ? ticks : ticks[lane]
    return call[ACTIVATE](0, allLanes)
  }
  const moveLogs = logMover(names, map, words, logs)
  /** Logs that might not hold what one more part of a program adds are emptied. */
  const makeRoom = () => {
    if (call[FULL](0, allLanes)) moveLogs()
  }
  const run = (part: () => number) => {
    makeRoom()
    part()
  }
  const advance = (name: string, lengths: ArrayLike<number>) => {
    checkLengths(lengths, lanes)
    const { begin, tick, end } = programOf(name)
    refresh()
    for (let lane = 0; lane < lanes; lane++) startClocks(laneClocks[lane], 0, lengths[lane])
    setRemaining(1)
    run(begin)
    makeRoom()
    let going = setRemaining(lengths)
    while (going) {
      going = tick()
      if (going) moveLogs()
    }
    setRemaining(1)
    for (let lane = 0; lane < lanes; lane++) stopClocks(laneClocks[lane], 0, lengths[lane])
    run(end)
  }
  /** The host may have written weights of which the kernels have a copy. */
  let stale = true
  const refresh = () => {
    if (stale) for (const copy of map.copies) fillCopy(copy, memory, heap)
    stale = false
  }

  writeTables(map, heap)
  initialise(memory, names)
  const dismiss = crew && control ? await crew.hire({ plan, memory: heap, control, threads }) : undefined
  return {
    write: (column, values, lane) => {
      stale ||= map.copies.some(copy => copy.weights === column)
      writeColumn(memory, names, column, values, lane)
    },
    read: async (column, lane) => readColumn(memory, names, column, lane),
    clock: (lane, given) => setClocks(laneClocks[lane], 0, given),
    advance,
    fire: name => {
      refresh()
      setRemaining(1)
      run(programOf(name).end)
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
    close: () => {
      lead?.end()
      dismiss?.()
    },
  }
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
