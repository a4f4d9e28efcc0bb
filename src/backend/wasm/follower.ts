/** A thread that computes some of the lanes of a network whose machine is in another thread. */
import type { Plan } from '../../plan/plan.ts'
import { namesOf } from '../names.ts'
import { follow, type Work } from './crew.ts'
import { type MemoryMap, memoryMap } from './map.ts'
import type { Piece } from './pieces.ts'
import { ACTIVATE, buildModule, MOST_PAGES } from './program.ts'
import { lanesOf } from './share.ts'

/** What such a thread needs: all of it can be sent to a worker. */
export interface LaneTask {
  plan: Plan
  memory: WebAssembly.Memory
  control: Int32Array<SharedArrayBuffer>
  threads: number
}

/** Starts the threads 1 to threads - 1, each with `followLanes`; resolves to what ends them when all are ready. */
export type Hire = (task: LaneTask) => Promise<() => void>

/** `ready` is called before the first wait. Returns when the machine is closed. */
export const followLanes = async (
  { plan, memory, control, threads }: LaneTask,
  thread: number,
  ready: () => void,
): Promise<void> => {
  const names = namesOf(plan)
  const map = memoryMap(names, { thread, threads })
  const { bytes, pieces } = buildModule(names, map, { maximum: MOST_PAGES })
  const routine = () => {
    throw new Error('a routine is for the first thread')
  }
  const { instance } = await WebAssembly.instantiate(bytes, { host: { memory, routine } })
  ready()
  follow(control, thread, workOf(instance.exports as Exports, pieces, map))
}

/** Exports of the module; the parameters are a range of lanes, in bytes. */
export type Exports = Record<string, (from: number, to: number) => number>

/** The work of a thread on a piece: on its lanes, or on its rows for all lanes. */
export const workOf = (call: Exports, pieces: readonly Piece[], { share, lanes, laneBytes }: MemoryMap): Work => {
  const own = lanesOf(share, lanes)
  const work = pieces.map(({ of, name }) => {
    const { from, to } = of === 'lanes' ? own : { from: 0, to: lanes }
    const [first, end] = [from * laneBytes, to * laneBytes]
    return () => {
      call[ACTIVATE](first, end)
      return call[name](first, end)
    }
  })
  return piece => work[piece]()
}
