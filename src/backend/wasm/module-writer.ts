/** Collects the functions of a module: kernels, equal ones once, and those that call them. */
import type { Kernel } from '../../plan/plan.ts'
import type { Names } from '../names.ts'
import { code } from './code.ts'
import { emitFunction, FIRST_FUNCTION } from './emit.ts'
import type { MemoryMap } from './map.ts'
import type { Func } from './opcodes.ts'
import type { Pair } from './pairs.ts'
import type { Call } from './pieces.ts'
import type { Share } from './share.ts'

export interface ModuleWriter {
  readonly functions: readonly Func[]
  /** Number of the function. */
  add(func: Func): number
  /** A function that makes these calls one after the other, each for every lane that takes part; `rows`: of learn, those of one thread. */
  calls(calls: readonly Call[], rows?: Share): number
}

/** `routines`: the kernels that call the host. */
export const moduleWriter = (names: Names, map: MemoryMap, routines: readonly Kernel[]): ModuleWriter => {
  const functions: Func[] = []
  const known = new Map<string, number>()
  const add = (func: Func) => {
    functions.push(func)
    return FIRST_FUNCTION + functions.length - 1
  }
  const kernelFunction = (kernel: Kernel | Pair, rows?: Share) => {
    const routine = routines.indexOf(kernel as Kernel)
    const func = emitFunction(kernel, names, map, { routine, ...(rows ? { rows } : {}) })
    const key = JSON.stringify(func)
    if (!known.has(key)) known.set(key, add(func))
    return known.get(key)!
  }
  const calls: ModuleWriter['calls'] = (calls, rows) => {
    const numbered = calls.map(({ kernel, once }) => ({ once, index: kernelFunction(kernel, rows) }))
    return add(callAll(numbered, map))
  }
  return { functions, add, calls }
}

const callAll = (calls: readonly { once: boolean; index: number }[], map: MemoryMap): Func => {
  const out = code()
  const [i, end] = [out.local('i32'), out.local('i32')]
  out.i32(0)
  out.emit('i32.load', map.active)
  out.i32(2)
  out.emit('i32.shl')
  out.set(end)
  for (const { once, index } of calls) {
    if (once || map.lanes === 1) {
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
