/** The log buffer of a group of replicas: regions are given out until it is full, then it is copied to the host. */
import { RunError } from '../../errors.ts'
import type { Plan, Program } from '../../plan/plan.ts'
import type { Logged } from '../backend.ts'
import { logbook } from '../logbook.ts'
import type { Network } from './context.ts'
import type { Watch } from './device.ts'
import { decode, type Region, wordsLogged } from './log.ts'
import type { Readback } from './readback.ts'

export interface Logs {
  /** How many of `ticks` a region can hold, at least 1. */
  room(program: Program, ticks: number): number
  /** A region for these ticks, with the begin and end of the program; undefined if nothing is logged. */
  take(program: Program, ticks: number): Region | undefined
  /** By replica, once all queued work is done. */
  drain(): Promise<Record<string, Logged>[]>
}

const USUAL_WORDS = 1 << 20
const WORDS_A_TEAM = 2048

const wordsOf = (program: Program, ticks: number, network: Network): number => {
  const { begin, tick, end } = program
  const { names } = network
  return wordsLogged(begin, 1, names) + wordsLogged(tick, ticks, names) + wordsLogged(end, 1, names)
}

const teamsOf = ({ space, names }: Network) => space.replicas * names.plan.lanes

/** Words of the log buffer: room for a tick of any program, and usually for many. */
export const capacityOf = (plan: Plan, network: Network, limit: number): number => {
  const teams = teamsOf(network)
  const most = Math.max(0, ...Object.values(plan.programs).map(program => wordsOf(program, 1, network)))
  if (most === 0) return 4
  const least = teams * (1 + most)
  if (least > limit)
    throw new RunError(
      `the probes log up to ${least * 4} bytes a tick, the adapter allows ${limit * 4}: record fewer units`,
    )
  return Math.min(limit, Math.max(least, USUAL_WORDS, teams * WORDS_A_TEAM))
}

export const logsOf = (network: Network, buffer: GPUBuffer, capacity: number, back: Readback, watch: Watch): Logs => {
  const { names } = network
  const teams = teamsOf(network)
  const books = Array.from({ length: network.space.replicas }, () => logbook(names))
  let regions: Region[] = []
  let used = 0
  let pending = Promise.resolve()

  const flush = () => {
    if (regions.length === 0) return
    const full = regions
    const words = back.read([{ buffer, start: 0, length: used }])
    regions = []
    used = 0
    pending = Promise.all([words, pending])
      .then(([all]) => {
        for (const region of full) decode(all, region, books, names)
      })
      .catch(watch.fail)
  }
  const room = (program: Program, ticks: number): number => {
    let n = ticks
    while (n > 1 && teams * (1 + wordsOf(program, n, network)) > capacity) n >>= 1
    return n
  }
  const take = (program: Program, ticks: number): Region | undefined => {
    const size = wordsOf(program, ticks, network)
    if (size === 0) return undefined
    if (used + teams * (1 + size) > capacity) flush()
    const region = { heads: used, first: used + teams, size }
    used += teams * (1 + size)
    regions.push(region)
    return region
  }
  const drain = async () => {
    flush()
    await pending
    watch.check()
    return books.map(book => book.drain())
  }
  return { room, take, drain }
}
