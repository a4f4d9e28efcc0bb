/**
 * A plan as a module: a function for each kernel (equal ones once), for each part of a program one that calls them, and
 * for the ticks of a phase a loop, so that a phase is one call.
 */
import type { Kernel, Program } from '../../plan/plan.ts'
import { clocks, kernelsOf, type Names, parts, runsOnce } from '../names.ts'
import { encodeModule } from './bytes.ts'
import { type Code, code } from './code.ts'
import { emitFunction, FIRST_FUNCTION } from './emit.ts'
import { allLanes } from './emit-graded.ts'
import type { MemoryMap } from './map.ts'
import type { Func } from './opcodes.ts'
import { isPair, type Pair, withPairs } from './pairs.ts'

/** Export of part `part` of the program number `program`: a function without parameters. Ticks: gives the lanes that go on. */
export const exportName = (program: number, part: (typeof parts)[number]) => `${part}${program}`
/** Export that counts the lanes with ticks left and lists them. */
export const ACTIVATE = 'activate'
/** Export that says whether some log might not hold what one more part of a program adds. */
export const FULL = 'full'

export interface Built {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Kernels that call the host, by their number. */
  readonly routines: readonly Extract<Kernel, { verb: 'routine' }>[]
}

export const PAGE = 65536

/** What the memory must be able to hold is known after this: map.size(). */
export const buildModule = (names: Names, map: MemoryMap, shared?: { maximum: number }): Built => {
  const functions: Func[] = []
  const exports: Record<string, number> = {}
  const routines = kernelsOf(names.plan).filter(k => k.verb === 'routine')
  const known = new Map<string, number>()
  const add = (func: Func) => {
    functions.push(func)
    return FIRST_FUNCTION + functions.length - 1
  }
  const kernelFunction = (kernel: Kernel | Pair) => {
    const func = emitFunction(kernel, names, map, routines.indexOf(kernel as (typeof routines)[number]))
    const key = JSON.stringify(func)
    if (!known.has(key)) known.set(key, add(func))
    return known.get(key)!
  }
  exports[ACTIVATE] = add(activate(map))
  const move = add(nextTick(map))
  const full = add(anyLogFull(names, map))
  exports[FULL] = full
  Object.values(names.plan.programs).forEach((program: Program, i) => {
    for (const part of parts) {
      const calls = withPairs(program[part], names).map(kernel => ({
        once: !isPair(kernel) && (runsOnce(kernel, names) || allLanes(kernel, names)),
        index: kernelFunction(kernel),
      }))
      const all = add(callAll(calls, names, map))
      exports[exportName(i, part)] = part === 'tick' ? add(ticks(all, move, exports[ACTIVATE], full)) : all
    }
  })
  const imports = [{ name: 'routine', params: ['i32'], results: [] }] as const
  const memory = { initial: Math.ceil(map.size() / PAGE), maximum: shared?.maximum, shared: shared !== undefined }
  return { bytes: encodeModule({ memory, imports, functions, exports }), routines }
}

/** Kernels one after the other, each for every lane that takes part. */
const callAll = (calls: readonly { once: boolean; index: number }[], names: Names, map: MemoryMap): Func => {
  const out = code()
  const [i, end] = [out.local('i32'), out.local('i32')]
  out.i32(0)
  out.emit('i32.load', map.active)
  out.i32(2)
  out.emit('i32.shl')
  out.set(end)
  for (const { once, index } of calls) {
    if (once || names.plan.lanes === 1) {
      out.i32(0)
      out.emit('call', index)
    } else
      out.count(i, { local: end }, 4, () => {
        out.get(i)
        out.emit('i32.load', map.active + 4)
        out.emit('call', index)
      })
  }
  return out.finish()
}

/** Ticks until every lane is done or a log might not hold another tick; the result is how many lanes go on. */
const ticks = (all: number, move: number, activate: number, full: number): Func => {
  const out = code([], ['i32'])
  const left = out.local('i32')
  out.block(() =>
    out.loop(() => {
      out.emit('call', all)
      out.emit('call', move)
      out.emit('call', activate)
      out.tee(left)
      out.emit('i32.eqz')
      out.emit('br_if', 1)
      out.emit('call', full)
      out.emit('i32.eqz')
      out.emit('br_if', 0)
    }),
  )
  out.get(left)
  return out.finish()
}

/** A loop over all lanes: `body` finds the beginning of the block in a local. */
const everyLane = (out: Code, map: MemoryMap, body: (lane: number) => void) => {
  const lane = out.local('i32')
  out.count(lane, map.lanes * map.laneBytes, map.laneBytes, () => body(lane))
}

const activate = (map: MemoryMap): Func => {
  const out = code([], ['i32'])
  const end = out.local('i32')
  everyLane(out, map, lane => {
    out.get(end)
    out.get(lane)
    out.emit('i32.store', map.active + 4)
    out.get(end)
    out.get(lane)
    out.emit('i32.load', map.remaining.at)
    out.i32(0)
    out.emit('i32.gt_s')
    out.i32(2)
    out.emit('i32.shl')
    out.emit('i32.add')
    out.set(end)
  })
  out.i32(0)
  out.get(end)
  out.i32(2)
  out.emit('i32.shr_u')
  out.emit('i32.store', map.active)
  out.get(end)
  return out.finish()
}

/** Counts down the ticks that are left; the clocks of a lane stand still after its last. */
const nextTick = (map: MemoryMap): Func => {
  const out = code()
  const add = (lane: number, clock: 'tick' | 'time' | 'left', by: number) => {
    const at = map.clocks.at + 4 * clocks.indexOf(clock)
    out.get(lane)
    out.get(lane)
    out.emit('i32.load', at)
    out.plus(by)
    out.emit('i32.store', at)
  }
  const left = out.local('i32')
  everyLane(out, map, lane => {
    out.get(lane)
    out.get(lane)
    out.emit('i32.load', map.remaining.at)
    out.plus(-1)
    out.tee(left)
    out.emit('i32.store', map.remaining.at)
    out.get(left)
    out.i32(0)
    out.emit('i32.gt_s')
    out.when(() => {
      add(lane, 'tick', 1)
      add(lane, 'time', 1)
      add(lane, 'left', -1)
    })
  })
  return out.finish()
}

/** Whether some log might not hold what one more tick adds. */
const anyLogFull = (names: Names, map: MemoryMap): Func => {
  const out = code([], ['i32'])
  const full = out.local('i32')
  if (names.probes.length > 0)
    everyLane(out, map, lane => {
      for (const probe of names.probes) {
        const log = map.log(probe.name)
        const limits = [
          log.maxCounts - log.mostCounts,
          log.maxEntries - log.mostEntries,
          log.maxValues - log.mostValues,
        ]
        limits.forEach((limit, i) => {
          out.get(lane)
          out.emit('i32.load', log.used.at + 4 * i)
          out.i32(limit)
          out.emit('i32.gt_s')
          out.get(full)
          out.emit('i32.or')
          out.set(full)
        })
      }
    })
  out.get(full)
  return out.finish()
}
