/** What the text of a kernel is written from, and the addresses that it is written with. */
import { type Names, padded, TICK } from '../names.ts'
import type { Resident } from './resident.ts'
import type { Cell, Space } from './space.ts'
import type { Tables } from './tables.ts'
import { wrapped } from './text.ts'
import type { ProgramTurns, Ring, Rings, Turns } from './turns.ts'

export type Part = 'begin' | 'tick' | 'end'

/** A plan laid out for a number of replicas: the same for all its kernels. */
export interface Network {
  readonly names: Names
  readonly space: Space
  readonly tables: Tables
  readonly rings: Rings
  /** Threads of a workgroup. */
  readonly width: number
}

/** A network as the kernels of one dispatch see it. */
export interface Placed extends Network {
  /** Columns that lie in the memory of the workgroup. */
  readonly resident: Resident
}

/** A kernel at its place in a program. */
export interface Context extends Placed {
  readonly part: Part
  readonly turns: ProgramTurns
  /** How often each ring has moved on in this part, with this kernel. */
  readonly before: Turns
  /** Whether it runs once for all lanes, as lane 0. */
  readonly once: boolean
  /** Whether a carry starts from 0, as the kernel before it has only cleared its port: see zeros.ts. */
  readonly fromZero: boolean
  /** Stride of loops: how many threads share the work. */
  readonly threads: number
  /** A name that the kernel has not used. */
  fresh(): string
  /** Has an i32 expression that is the same for all elements computed before the loops; gives its name. */
  hoist(expression: string): string
  /** The same for lines that declare names. */
  hoistLines(lines: readonly string[]): void
}

/**
 * The parameters of a dispatch, words of `params`: this head, then for each team (a lane of a replica) the clocks of the
 * lane, the length of its phase, the longest of its replica, and the position of each ring.
 */
export const HEAD = { from: 0, to: 1, parts: 2, heads: 3, log: 4, logSize: 5, began: 6, zero: 7, size: 8 } as const
/** Bits of HEAD.parts: what one dispatch of a whole phase does. */
export const DO_BEGIN = 1
export const DO_END = 2
export const TEAM = { presentation: 0, tick: TICK, time: 2, left: 3, length: 4, longest: 5, rings: 6 } as const

export const teamSize = (rings: Rings): number => TEAM.rings + rings.all.length

/** A lane as the text sees it: its number and where its parameters begin. Other than its own lane: only in kernels that run once. */
export interface Lane {
  readonly number: string
  readonly params: string
}

/** A parameter of a lane. Those of the own lane are read once a dispatch: see `ownParams`. */
const param = (lane: Lane, word: number): string =>
  lane === ownLane ? `own${word}` : `params[${lane.params} + ${word}]`

/** Declarations of the parameters of the own lane that a text reads. */
export const ownParams = (text: string, rings: Rings): string[] =>
  Array.from({ length: teamSize(rings) }, (_, word) => word)
    .filter(word => new RegExp(`\\bown${word}\\b`).test(text))
    .map(word => `let own${word} = params[${ownLane.params} + ${word}];`)

export const ownLane: Lane = { number: 'lane', params: 'mine' }

/** The ticks that the lane has done in this phase. */
const ticksDone = ({ part, once }: Context, lane: Lane, longest = 'length'): string => {
  const length = param(lane, TEAM[longest as 'length'])
  if (part === 'begin') return '0'
  if (part === 'end') return length
  return once ? `min(t, ${length})` : 't'
}

/** Where a ring stands, as an expression, without its mask. */
const position = (context: Context, ring: Ring, lane: Lane): string => {
  const { rings, turns, before, part, once } = context
  const terms = [param(lane, TEAM.rings + rings.index(ring))]
  const here = before.get(ring) ?? 0
  const begun = turns.begin.get(ring) ?? 0
  const each = turns.tick.get(ring) ?? 0
  const length = rings.shared(ring) ? 'longest' : 'length'
  if (part === 'tick' && begun > 0) terms.push(String(begun))
  if (part === 'end' && begun > 0) terms.push(`${begun} * params[${HEAD.began}]`)
  if (part !== 'begin' && each > 0) terms.push(`${each} * ${ticksDone(context, lane, length)}`)
  if (here > 0) {
    const masked = part === 'tick' && once && !rings.shared(ring)
    terms.push(masked ? `select(0, ${here}, t < ${param(lane, TEAM.length)})` : String(here))
  }
  return terms.join(' + ')
}

/** First word of a cell's slot for a lane. */
const address = (context: Context, cell: Cell, ring: Ring | undefined, lag: number | string, lane: Lane): string => {
  const terms = [String(cell.base)]
  if (context.space.replicas > 1 && cell.perReplica > 0) terms.push(`replica * ${cell.perReplica}`)
  if (cell.perLane > 0) terms.push(`${lane.number} * ${cell.perLane}`)
  if (ring !== undefined && context.rings.slots(ring) > 1) {
    const back = lag === 0 ? '' : ` - ${lag}`
    const at = position(context, ring, lane)
    const stands = lane === ownLane ? context.hoist(at) : at
    terms.push(`${wrapped(`${stands}${back}`, context.rings.slots(ring))} * ${cell.perSlot}`)
  }
  const text = terms.join(' + ')
  return lane === ownLane && typeof lag === 'number' && terms.length > 1 ? context.hoist(text) : text
}

/** First word of a column's slot written `lag` writes ago. */
export const columnAt = (context: Context, column: string, lag: number | string = 0, lane = ownLane): string =>
  context.resident.has(column) ? String(context.resident.get(column)) : bufferAt(context, column, lag, lane)

/** The same in the buffer, where a column lies between dispatches. */
export const bufferAt = (context: Context, column: string, lag: number | string = 0, lane = ownLane): string =>
  address(context, context.space.column(column), `column:${column}`, lag, lane)

/** First word of an event list raised `lag` raises ago: the count; entries follow. */
export const listAt = (context: Context, event: string, lag: number | string = 0, lane = ownLane): string =>
  address(context, context.space.list(event), `list:${event}`, lag, lane)

/** Scratch for the counts of the k-th event that a step raises. */
export const countsAt = (context: Context, k: number, units: number): string =>
  `${address(context, context.space.counts, undefined, 0, ownLane)} + ${k * padded(units)}`

/** Scratch for the k-th guard of a learn over lanes. */
export const marksAt = (context: Context, k: number): string =>
  `${address(context, context.space.marks, undefined, 0, ownLane)} + ${k * context.space.marks.perSlot}`

/** The array in which the text finds a column. */
export const pool = (context: Context, column: string): string =>
  context.resident.has(column) ? 'S' : context.space.column(column).pool

/** Of a clock of the lane, as an expression. They stand still after the lane's last tick. */
export const clockOf = (context: Context, lane: Lane, clock: 'presentation' | 'tick' | 'time' | 'left'): string => {
  const first = param(lane, TEAM[clock])
  if (clock === 'presentation' || context.part === 'begin') return first
  const last = `max(${param(lane, TEAM.length)} - 1, 0)`
  const done = context.part === 'end' ? last : context.once ? `min(t, ${last})` : 't'
  const now = clock === 'left' ? `(${first} - ${done})` : `(${first} + ${done})`
  return lane === ownLane ? context.hoist(now) : now
}

/** Whether a lane takes part now. */
export const takesPart = (context: Context, lane: Lane): string =>
  context.part === 'tick' ? `t < ${param(lane, TEAM.length)}` : 'true'
