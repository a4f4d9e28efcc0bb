/** The kernels of a part in the pieces that threads do together. */
import type { Kernel } from '../../plan/plan.ts'
import { type Names, runsOnce } from '../names.ts'
import { allLanes } from './emit-graded.ts'
import { isPair, type Pair } from './pairs.ts'

/** A stretch of a part: each thread has its lanes of it, or its rows for all lanes, or it is for the first thread alone. */
export interface Piece {
  readonly of: 'lanes' | 'rows' | 'all'
  readonly name: string // of the export
}

export interface Call extends Pick<Piece, 'of'> {
  kernel: Kernel | Pair
  once: boolean // one call sees to all lanes that take part
}

export const callOf = (kernel: Kernel | Pair, names: Names): Call => {
  if (isPair(kernel)) return { kernel, of: 'lanes', once: false }
  if (kernel.verb === 'learn') return { kernel, of: 'rows', once: true }
  if (runsOnce(kernel, names)) return { kernel, of: 'all', once: true }
  return { kernel, of: 'lanes', once: allLanes(kernel, names) }
}

export interface Stretch extends Pick<Piece, 'of'> {
  calls: Call[]
}

/** Calls that follow one another and are shared in the same way; each learning by itself, as one may read what another wrote. */
export const inStretches = (calls: readonly Call[]): Stretch[] => {
  const stretches: Stretch[] = []
  for (const call of calls) {
    const last = stretches.at(-1)
    if (last?.of === call.of && call.of !== 'rows') last.calls.push(call)
    else stretches.push({ of: call.of, calls: [call] })
  }
  return stretches
}

/** Whether no lane meets another: then each may go through all ticks of a phase by itself. Meeting in every tick would cost threads more than they bring. */
export const areApart = (stretches: readonly Stretch[]): boolean =>
  stretches.length === 1 && stretches[0].of === 'lanes'
