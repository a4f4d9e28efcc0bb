/** A kernel, or a pair of them, as a WebAssembly function of the beginning of a lane's block. */
import type { Kernel } from '../../plan/plan.ts'
import type { Names } from '../names.ts'
import { toText } from './bytes.ts'
import { code } from './code.ts'
import { carry } from './emit-carry.ts'
import { fold, foldLanes } from './emit-fold.ts'
import { foldSynapses } from './emit-fold-synapses.ts'
import { carryPair } from './emit-graded.ts'
import { carryGraded } from './emit-graded-lanes.ts'
import { learn } from './emit-learn.ts'
import { log, replay, taps } from './emit-lists.ts'
import { compact, fill, step, turn } from './emit-units.ts'
import { type MemoryMap, memoryMap } from './map.ts'
import type { Func } from './opcodes.ts'
import { isPair, type Pair } from './pairs.ts'
import type { Share } from './share.ts'
import type { Context } from './spot.ts'

/** Number of the imported function routine(kernel), and of the first function of the module. */
export const ROUTINE = 0
export const FIRST_FUNCTION = 1

/** `routine` is the number by which the host knows a routine kernel; `rows` are those of learn for one thread. */
export const emitFunction = (
  kernel: Kernel | Pair,
  names: Names,
  map: MemoryMap,
  { routine = 0, rows }: { routine?: number; rows?: Share } = {},
): Func => {
  const context: Context = { code: code(['i32']), names, map, ...(rows ? { rows } : {}) }
  if (isPair(kernel)) carryPair(kernel, context)
  else emitKernel(kernel, context, routine)
  return context.code.finish()
}

type Emit<K> = (kernel: K, context: Context) => void
type Emitters = { [V in Kernel['verb']]: Emit<Extract<Kernel, { verb: V }>> }

const emitters: Omit<Emitters, 'routine'> = {
  step,
  compact,
  turn,
  fill: (kernel, context) => fill(kernel.column, kernel.value, kernel.slot ?? 0, context),
  carry,
  'carry-graded': carryGraded,
  learn,
  fold,
  'fold-lanes': foldLanes,
  'fold-synapses': foldSynapses,
  taps,
  replay,
  log,
}

const emitKernel = (kernel: Kernel, context: Context, routine: number): void => {
  if (kernel.verb !== 'routine') {
    const emit = emitters[kernel.verb] as Emit<Kernel>
    emit(kernel, context)
    return
  }
  context.code.i32(routine)
  context.code.emit('call', ROUTINE)
}

/** A kernel as text in the manner of WAT, for readers. */
export const toWat = (kernel: Kernel, names: Names): string =>
  toText(kernel.verb.replace('-', '_'), emitFunction(kernel, names, memoryMap(names)))
