/**
 * What the probes log. The host gives each submit a region of the log buffer that holds the most its kernels can write: a
 * word for each team that says how much it wrote, then the records of each team. Full regions are copied out and decoded.
 */
import type { Kernel } from '../../plan/plan.ts'
import type { Logbook } from '../logbook.ts'
import type { Names } from '../names.ts'
import { logWords } from './emit-units.ts'

export interface Region {
  readonly heads: number
  readonly first: number
  readonly size: number // words of a team
}

/** Words that these kernels log at most for a lane in n ticks. */
export const wordsLogged = (kernels: readonly Kernel[], ticks: number, names: Names): number =>
  kernels.reduce((sum, kernel) => {
    if (kernel.verb !== 'log') return sum
    const times = Math.min(ticks, Math.floor(ticks / Math.max(1, kernel.every)) + 1)
    return sum + times * logWords(kernel, { names })
  }, 0)

/** Adds the records of a region to the books of the replicas. */
export const decode = (words: Int32Array, region: Region, books: readonly Logbook[], names: Names): void => {
  const { lanes } = names.plan
  for (let team = 0; team < books.length * lanes; team++) {
    const first = region.first + team * region.size
    const end = first + words[region.heads + team]
    for (let at = first; at < end; at += 2 + words[at + 1])
      record(words.subarray(at, at + 2 + words[at + 1]), books[Math.floor(team / lanes)], team % lanes, names)
  }
}

const record = (words: Int32Array, book: Logbook, lane: number, names: Names): void => {
  const probe = names.probes[words[0]]
  const kept = words.slice(2)
  if (probe.event !== undefined) book.events(probe.name, lane, words.slice(1, 2), kept)
  else if (names.column(probe.column!).type === 'i32') book.values(probe.name, lane, kept)
  else book.values(probe.name, lane, new Float32Array(kept.buffer))
}
