/** Replicas in as many sets of buffers as they need, and one replica as a machine. */
import type { Machine } from '../backend.ts'
import type { Replicas } from './machine.ts'

/** Several sets of replicas as one. */
export const joined = (sets: readonly Replicas[], lanes: number): Replicas => {
  if (sets.length === 1) return sets[0]
  const count = sets.reduce((sum, set) => sum + set.count, 0)
  const firsts = sets.map((_, i) => sets.slice(0, i).reduce((sum, set) => sum + set.count, 0))
  const find = (replica: number): [Replicas, number] => {
    const i = firsts.findLastIndex(first => first <= replica)
    return [sets[i], replica - firsts[i]]
  }
  const all = (act: (set: Replicas, i: number) => void) => sets.forEach(act)
  return {
    count,
    write: (column, values, replica, lane) => {
      if (replica === undefined) return all(set => set.write(column, values, undefined, lane))
      const [set, own] = find(replica)
      set.write(column, values, own, lane)
    },
    read: (column, replica, lane) => {
      const [set, own] = find(replica)
      return set.read(column, own, lane)
    },
    clock: (replica, lane, given) => {
      const [set, own] = find(replica)
      set.clock(own, lane, given)
    },
    advance: (program, lengths) => {
      if (lengths.length !== lanes && lengths.length !== lanes * count)
        throw new RangeError(`expected ${lanes} lengths, one a lane, got ${lengths.length}`)
      const of = (set: Replicas, i: number) =>
        lengths.length === lanes
          ? lengths
          : Array.from({ length: set.count * lanes }, (_, k) => lengths[firsts[i] * lanes + k])
      all((set, i) => set.advance(program, of(set, i)))
    },
    fire: program => all(set => set.fire(program)),
    clear: () => all(set => set.clear()),
    drain: async () => (await Promise.all(sets.map(set => set.drain()))).flat(),
    save: replica => {
      const [set, own] = find(replica)
      return set.save(own)
    },
    restore: (replica, saved) => {
      const [set, own] = find(replica)
      set.restore(own, saved)
    },
    close: () => all(set => set.close()),
  }
}

/** A set of one replica as a machine. */
export const machineOf = (one: Replicas): Machine => ({
  write: (column, values, lane) => one.write(column, values, 0, lane),
  read: (column, lane) => one.read(column, 0, lane),
  clock: (lane, given) => one.clock(0, lane, given),
  advance: one.advance,
  fire: one.fire,
  clear: one.clear,
  drain: async () => (await one.drain())[0],
  save: () => one.save(0),
  restore: saved => one.restore(0, saved),
  close: one.close,
})
