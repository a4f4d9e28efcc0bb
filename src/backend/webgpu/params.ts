/** What the host knows of each lane without asking the device: clocks and positions of rings. */
import type { Program } from '../../plan/plan.ts'
import { setClocks, startClocks, stopClocks } from '../clocks.ts'
import { clocks, LEFT, TICK, TIME } from '../names.ts'
import { HEAD, type Network, TEAM, teamSize } from './context.ts'
import { turnsOf } from './turns.ts'

export interface Lanes {
  /** [replica][lane][clock], as `save` keeps them. */
  readonly clocks: Int32Array
  set(replica: number, lane: number, given: { presentation?: number; tick?: number }): void
  /** Position of a ring in a lane, `moved` turns after the last phase. */
  position(ring: string, replica: number, lane: number, moved?: number): number
  /** Clocks and positions of a replica as they are now, whatever happens later. */
  frozen(replica: number): Frozen
  /** To the first tick of a phase. */
  start(lengths: Int32Array): void
  /** The words of `params` for the phase or the moment at hand. */
  words(lengths: Int32Array, began: boolean): Int32Array
  /** Moves on as the program does. `whole`: with begin and ticks; otherwise only `end`. */
  done(program: Program, lengths: Int32Array, whole: boolean): void
}

export interface Frozen {
  readonly clocks: Int32Array
  position(ring: string, lane: number): number
}

export const lanesOf = (network: Network): Lanes => {
  const { rings, space, names } = network
  const { lanes } = names.plan
  const teams = space.replicas * lanes
  const time = new Int32Array(teams * clocks.length)
  const positions = new Int32Array(teams * rings.all.length)
  const at = (ring: string, team: number) => team * rings.all.length + rings.index(ring)

  const words = (lengths: Int32Array, began: boolean): Int32Array => {
    const size = teamSize(rings)
    const all = new Int32Array(HEAD.size + teams * size)
    all[HEAD.began] = began ? 1 : 0
    for (let team = 0; team < teams; team++) {
      const first = HEAD.size + team * size
      const clock = team * clocks.length
      all[first + TEAM.presentation] = time[clock]
      all[first + TEAM.tick] = time[clock + TICK]
      all[first + TEAM.time] = time[clock + TIME]
      all[first + TEAM.left] = time[clock + LEFT]
      all[first + TEAM.length] = lengths[team]
      all[first + TEAM.longest] = longest(lengths, team)
      all.set(positions.subarray(team * rings.all.length, (team + 1) * rings.all.length), first + TEAM.rings)
    }
    return all
  }
  const longest = (lengths: Int32Array, team: number): number => {
    const first = Math.floor(team / lanes) * lanes
    return lengths.subarray(first, first + lanes).reduce((a, b) => Math.max(a, b), 0)
  }
  const move = (kernels: Program['tick'], times: (team: number, shared: boolean) => number) => {
    for (const [ring, turns] of turnsOf(kernels)) {
      if (rings.slots(ring) === 1) continue
      for (let team = 0; team < teams; team++) positions[at(ring, team)] += turns * times(team, rings.shared(ring))
    }
  }
  const done = (program: Program, lengths: Int32Array, whole: boolean) => {
    if (whole) {
      move(program.begin, () => 1)
      move(program.tick, (team, shared) => (shared ? longest(lengths, team) : lengths[team]))
      for (let team = 0; team < teams; team++) stop(team, lengths[team])
    }
    move(program.end, () => 1)
  }
  const stop = (team: number, length: number) => {
    const done = Math.max(length - 1, 0)
    const first = team * clocks.length
    time[first + TICK] += done
    time[first + TIME] += done
    time[first + LEFT] -= done
    stopClocks(time, team, length)
  }
  const position = (all: Int32Array, ring: string, team: number, moved = 0): number =>
    rings.slots(ring) === 1 ? 0 : (all[at(ring, team)] + moved) & (rings.slots(ring) - 1)
  const frozen = (replica: number): Frozen => {
    const kept = positions.slice()
    const size = lanes * clocks.length
    return {
      clocks: time.slice(replica * size, (replica + 1) * size),
      position: (ring, lane) => position(kept, ring, replica * lanes + lane),
    }
  }
  return {
    clocks: time,
    frozen,
    set: (replica, lane, given) => setClocks(time, replica * lanes + lane, given),
    position: (ring, replica, lane, moved) => position(positions, ring, replica * lanes + lane, moved),
    start: lengths => {
      for (let team = 0; team < teams; team++) startClocks(time, team, lengths[team])
    },
    words,
    done,
  }
}
