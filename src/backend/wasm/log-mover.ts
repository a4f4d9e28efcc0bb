/** Takes what the kernels logged out of the memory, into the logbook: after every image, so all that can be known before is worked out once. */
import type { Logbook } from '../logbook.ts'
import type { Names } from '../names.ts'
import type { Address, MemoryMap } from './map.ts'

/** The log of a probe in a lane, as numbers of words. */
interface Area {
  probe: string
  lane: number
  used: number // three words: how many counts, entries and values there are
  counts: number
  entries: number
  values: number
  type: typeof Float32Array | typeof Int32Array // of the values
}

/** `words`: the memory. What it gives empties the logs. */
export const logMover = (names: Names, map: MemoryMap, words: Int32Array, logs: Logbook): (() => void) => {
  const areas = areasOf(names, map)
  return () => {
    let total = 0
    for (const { used } of areas) total += words[used] + words[used + 1] + words[used + 2]
    if (total > 0) moveAll(areas, words, new Int32Array(total), logs)
  }
}

/** `block`: one for all: a block for each costs more than the copying. */
const moveAll = (areas: readonly Area[], words: Int32Array, block: Int32Array<ArrayBuffer>, logs: Logbook): void => {
  let at = 0
  const taken = <T>(type: new (buffer: ArrayBuffer, at: number, size: number) => T, from: number, size: number): T => {
    copyWords(words, from, block, at, size)
    at += size
    return new type(block.buffer, 4 * (at - size), size)
  }
  for (const area of areas) {
    const { probe, lane, used } = area
    const [counts, entries, values] = [words[used], words[used + 1], words[used + 2]]
    if (counts)
      logs.events(probe, lane, taken(Int32Array, area.counts, counts), taken(Int32Array, area.entries, entries))
    if (values) logs.values(probe, lane, taken<Float32Array | Int32Array>(area.type, area.values, values))
    if (counts || values) words.fill(0, used, used + 3)
  }
}

/** A view to copy from costs as much as a few words. */
const few = 32

const copyWords = (from: Int32Array, first: number, to: Int32Array, at: number, size: number): void => {
  if (size > few) to.set(from.subarray(first, first + size), at)
  else for (let i = 0; i < size; i++) to[at + i] = from[first + i]
}

const areasOf = (names: Names, map: MemoryMap): Area[] =>
  names.probes.flatMap(({ name, column }) => {
    const log = map.log(name)
    const type = column !== undefined && names.column(column).type === 'f32' ? Float32Array : Int32Array
    return Array.from({ length: names.plan.lanes }, (_, lane): Area => {
      const word = (address: Address) => (address.at + lane * map.laneBytes) / 4
      const { used, counts, entries, values } = log
      return {
        probe: name,
        lane,
        used: word(used),
        counts: word(counts),
        entries: word(entries),
        values: word(values),
        type,
      }
    })
  })
