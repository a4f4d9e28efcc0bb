/** Synaptic operations of a test: each spike is carried by as many synapses as lead away from its unit into what the test steps. */
import type { Logged } from '../backend/backend.ts'
import { spikesIn } from '../data/raster.ts'
import { fansOf } from '../plan/connect.ts'
import type { Kernel } from '../plan/plan.ts'
import type { Planned } from '../plan/protocol.ts'

/** Synapses that lead away: from each unit, or, where all have as many, one number. */
type FanOut = number | Float64Array

const known = new WeakMap<Planned, Record<string, FanOut>>()

/** Synapses that carried the logged events of one lane. Inputs are not logged, and graded values are no events: neither is counted. */
export const operationsIn = (planned: Planned, logs: Record<string, Logged>, lane: number): number => {
  const fans = known.get(planned) ?? fanOuts(planned)
  known.set(planned, fans)
  return planned.digest.reduce((sum, event) => sum + carried(fans[event], logs[event]?.entries[lane] ?? []), 0)
}

const carried = (fan: FanOut, entries: ArrayLike<number>): number => {
  if (typeof fan === 'number') return fan * spikesIn(entries)
  let sum = 0
  for (let i = 0; i < entries.length; i++) sum += ((entries[i] >>> 24) + 1) * fan[entries[i] & 0xffffff]
  return sum
}

const fanOuts = (planned: Planned): Record<string, FanOut> => {
  const carriers = carriersIn(planned)
  return Object.fromEntries(planned.digest.map(event => [event, fanOut(planned, event, carriers)]))
}

type Carry = Extract<Kernel, { verb: 'carry' }>

/** Every projection once, as the phases of the test carry it. */
const carriersIn = ({ plan, test }: Planned): Carry[] => {
  const kernels = (test?.phases ?? []).flatMap(p => plan.programs[p.program].tick)
  const carries = kernels.filter((k): k is Carry => k.verb === 'carry')
  return [...new Map(carries.map(k => [k.projection, k])).values()]
}

const fanOut = (planned: Planned, event: string, carriers: readonly Carry[]): FanOut => {
  const { size } = planned.network.pops.find(p => p.name === event.split('.')[0])!
  const sums = new Float64Array(size)
  for (const carry of carriers.filter(k => k.event === event)) {
    const fans = fansOf(planned.plan.layouts.find(l => l.name === carry.layout)!)
    const away = carry.transposed ? fans.in : fans.out
    away.forEach((n, unit) => {
      sums[unit] += n
    })
  }
  return sums.every(n => n === sums[0]) ? sums[0] : sums
}
