/**
 * Sessions of replicas that share one device: each has a back end of its own, whose machines are places in one set of replicas. What a
 * session asks of its machine is kept until all sessions wait for an answer; then all advance together, in one dispatch.
 */
import type { Backend, Logged, Machine } from '../backend/backend.ts'
import type { Replicas, WebgpuBackend } from '../backend/webgpu.ts'
import { type Alike, alike } from '../plan/alike.ts'
import type { Plan } from '../plan/plan.ts'
import { guarded } from './guard.ts'
import { type Member, team } from './lockstep-team.ts'

export type Side = Pick<WebgpuBackend, 'name' | 'device' | 'software' | 'loadReplicas'>

export interface Lockstep {
  /** The back end of a replica. All must load the same machines in the same order. */
  backend(replica: number): Backend
  /** A replica has ended: the others wait for it no more. */
  leave(replica: number): void
}

/** For `count` replicas whose plans are alike. */
export const lockstep = (side: Side, count: number): Lockstep => {
  const left = new Set<number>()
  const sets: Loading[] = [] // the n-th machine of every replica
  const loads = new Array<number>(count).fill(0)
  const backend = (replica: number): Backend =>
    guarded({
      name: side.name,
      device: side.device,
      ...(side.software === undefined ? {} : { software: side.software }),
      load: plan => {
        const n = loads[replica]++
        sets[n] ??= loading(side, count, replica => left.has(replica))
        return sets[n].add(replica, plan)
      },
      close: () => {},
    })
  const leave = (replica: number) => {
    left.add(replica)
    for (const set of sets) set.leave(replica)
  }
  return { backend, leave }
}

/** Replicas that wait until all have brought their plans. */
interface Loading {
  add(replica: number, plan: Plan): Promise<Machine>
  leave(replica: number): void
}

const loading = (side: Side, count: number, hasLeft: (replica: number) => boolean): Loading => {
  const plans = new Map<number, Plan>()
  const waiting = new Map<number, { done(machine: Machine): void; fail(error: unknown): void }>()
  const members = new Map<number, Member>()
  const isComplete = () =>
    members.size === 0 && plans.size > 0 && range(count).every(replica => plans.has(replica) || hasLeft(replica))

  const load = async () => {
    const order = [...plans.keys()].sort((a, b) => a - b)
    try {
      const made = await loadAll(
        side,
        order.map(replica => plans.get(replica)!),
      )
      order.forEach((replica, i) => {
        members.set(replica, made.members[i])
        if (hasLeft(replica)) made.members[i].leave()
        waiting.get(replica)!.done(machineOf(made.members[i], made.set, i, made.common))
      })
    } catch (error) {
      for (const { fail } of waiting.values()) fail(error)
    }
  }
  const begin = () => {
    if (isComplete()) void load()
  }
  return {
    add: (replica, plan) =>
      new Promise((done, fail) => {
        plans.set(replica, plan)
        waiting.set(replica, { done, fail })
        begin()
      }),
    leave: replica => {
      members.get(replica)?.leave()
      if (members.size === 0) begin()
    },
  }
}

const range = (count: number): number[] => [...Array(count).keys()]

const loadAll = async (side: Side, plans: readonly Plan[]) => {
  const common = alike(plans)
  if (!common) throw new Error('replicas in lockstep need plans that are alike')
  const set = await side.loadReplicas(common.plan, plans.length, common.of)
  return { set, common, members: team(set, common.plan.lanes) }
}

/** One replica of a set as a machine. What it saves is what the network alone would. */
const machineOf = (member: Member, set: Replicas, place: number, common: Alike): Machine => {
  const own = Object.fromEntries(
    common.of(place).columns.flatMap(c => (common.added.includes(c.name) ? [[`column:${c.name}`, numbersIn(c)]] : [])),
  )
  return {
    write: (column, values, lane) => member.add({ do: 'write', column, values: Float64Array.from(values), lane }),
    clock: (lane, clocks) => member.add({ do: 'clock', lane, clocks }),
    advance: (program, lengths) => member.add({ do: 'advance', program, lengths: Array.from(lengths) }),
    fire: program => member.add({ do: 'fire', program }),
    clear: () => member.add({ do: 'clear' }),
    drain: async () => (await member.drained()) as Record<string, Logged>,
    read: async (column, lane) => {
      await member.settled()
      return set.read(column, place, lane)
    },
    save: async () => {
      await member.settled()
      const saved = await set.save(place)
      return Object.fromEntries(Object.entries(saved).filter(([name]) => !(name in own)))
    },
    restore: saved => set.restore(place, { ...saved, ...own }),
    close: () => member.leave(),
  }
}

const numbersIn = ({ type, initial }: Plan['columns'][number]): Float32Array | Int32Array =>
  type === 'f32' ? Float32Array.from(initial as number[]) : Int32Array.from(initial as number[])
