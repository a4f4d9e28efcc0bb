/** A place is where an equation is evaluated: which space, in which kernel, with which names already assigned. */
import type { Expr } from '../lang/expr.ts'
import type { Value } from '../lang/lower.ts'
import type { At, Leaf, Node } from '../lang/node.ts'
import type { Context } from './context.ts'
import type { Kernel } from './plan.ts'
import type { Space } from './space.ts'

export interface Place {
  ctx: Context
  /** 'step': equations of a tick, where filters move on. 'moment': handlers of the protocol, scores, measures, rules. */
  mode: 'step' | 'moment'
  phase: string | undefined // name of the phase, for phase.is
  stepping: { space: Space; homes: string[] } | undefined
  env: Map<string, Value> // assigned so far, by key(space, name, at)
  locals: Map<string, Value>
  /** Kernels that must run before the one being made: folds, taps. */
  before: Kernel[]
  /** Recursions that move on with this kernel: column to its new value. */
  moved: Map<string, Node>
  /** False while a let of something else is looked into: then filters are read, not moved on. */
  advance: boolean
  /** Path of the equation being lowered and how many draws and reductions it has made: they name streams and temporaries. */
  equation: string
  draws: number
  folds: number
  /** Whether an event cannot have happened in this tick, as its compartment is not stepped: then its count is 0. */
  frozen?: (space: Space, event: string) => boolean
  /** Names that only the kernel at hand has: w and the synapse's own in a rule. */
  special?: (name: string) => Value | undefined
  specialCall?: (fn: string, args: Expr[], lower: (e: Expr) => Value) => Value | undefined
}

export const newPlace = (ctx: Context, mode: Place['mode'], phase: string | undefined): Place => ({
  ctx,
  mode,
  phase,
  stepping: undefined,
  env: new Map(),
  locals: new Map(),
  before: [],
  moved: new Map(),
  advance: mode === 'step',
  equation: '',
  draws: 0,
  folds: 0,
})

export const envKey = (space: Space, name: string, at: At): string => `${space.id}|${name}|${at}`

/** Runs `work` as the equation `name`: draws and reductions inside are named after it. */
export const asEquation = <T>(place: Place, name: string, advance: boolean, work: () => T): T => {
  const saved = { equation: place.equation, draws: place.draws, folds: place.folds, advance: place.advance }
  Object.assign(place, { equation: name, draws: 0, folds: 0, advance: place.advance && advance })
  try {
    return work()
  } finally {
    Object.assign(place, saved)
  }
}

export const load = (ctx: Context, column: string, at: At, lag?: number): Node => {
  const c = ctx.columns.get(column)!
  const leaf: Leaf =
    c.size === 1 ? { read: 'load', column, at: 'fixed', index: 0, lag } : { read: 'load', column, at, lag }
  if (lag === undefined || lag === 0) delete leaf.lag
  return ctx.graph.leaf(c.type === 'i32' ? 'i32' : 'f32', leaf)
}
