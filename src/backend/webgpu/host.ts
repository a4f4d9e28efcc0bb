/** A network as arrays that the host can look into: what is uploaded, downloaded and saved. */
import type { Plan } from '../../plan/plan.ts'
import { initialise, type Memory } from '../memory.ts'
import { clocks } from '../names.ts'
import type { Network } from './context.ts'
import { type Cell, type Space, spaceOf } from './space.ts'

export interface Copy {
  readonly F: Float32Array<ArrayBuffer>
  readonly I: Int32Array<ArrayBuffer>
  readonly space: Space
}

/** Room for one replica: [kept][pattern][zero], as in the buffers. */
export const emptyCopy = ({ names }: Network): Copy => {
  const space = spaceOf(names, 1)
  return { F: new Float32Array(space.words.F), I: new Int32Array(space.words.I), space }
}

/** Views of a copy. `position` says in which slot a ring stands. */
export const memoryOf = (
  copy: Copy,
  network: Network,
  position: (ring: string, lane: number) => number,
  clock: Int32Array,
): Memory => {
  const { names, rings } = network
  const view = (cell: Cell, ring: string, lane: number, lag: number, size: number) => {
    const slot = (position(ring, lane) - lag) & (rings.slots(ring) - 1)
    const start = cell.base + lane * cell.perLane + slot * cell.perSlot
    return copy[cell.pool].subarray(start, start + size)
  }
  return {
    slot: (name, lane, lag) => view(copy.space.column(name), `column:${name}`, lane, lag, names.column(name).size),
    list: (name, lane, lag) =>
      view(copy.space.list(name), `list:${name}`, lane, lag, names.list(name).units + 1) as Int32Array,
    clocks: () => clock.slice(),
    setClocks: all => clock.set(all),
  }
}

/** A network with the initial values of a plan: that of the network, or one with other values in its columns. */
export const initialCopy = (network: Network, plan: Plan): Copy => {
  const copy = emptyCopy(network)
  const clock = new Int32Array(network.names.plan.lanes * clocks.length)
  initialise(
    memoryOf(copy, network, () => 0, clock),
    { ...network.names, plan },
  )
  for (const pool of ['F', 'I'] as const) {
    const { start, perReplica } = copy.space.regions[pool].zero
    if (copy[pool].subarray(start, start + perReplica).some(x => x !== 0))
      throw new Error('a replica has initial values where the first has 0')
  }
  return copy
}
