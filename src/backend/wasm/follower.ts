/** A thread that computes some of the lanes of a network whose machine is in another thread. */
import type { Plan } from '../../plan/plan.ts'
import { namesOf } from '../names.ts'
import { follow, type Work } from './crew.ts'
import { memoryMap } from './map.ts'
import type { Piece } from './pieces.ts'
import { ACTIVATE, ACTIVATE_OWN, buildModule, MOST_PAGES } from './program.ts'

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
  const { bytes, pieces } = buildModule(names, memoryMap(names, { thread, threads }), { maximum: MOST_PAGES })
  const routine = () => {
    throw new Error('a routine is for the first thread')
  }
  const { instance } = await WebAssembly.instantiate(bytes, { host: { memory, routine } })
  ready()
  follow(control, thread, workOf(instance.exports as Record<string, () => number>, pieces))
}

/** The work of a thread on a piece: on its lanes, or on its rows for all lanes. */
export const workOf = (call: Record<string, () => number>, pieces: readonly Piece[]): Work => {
  const work = pieces.map(({ of, name }) => {
    const [activate, piece] = [call[of === 'lanes' ? ACTIVATE_OWN : ACTIVATE], call[name]]
    return () => {
      activate()
      return piece()
    }
  })
  return piece => work[piece]()
}
