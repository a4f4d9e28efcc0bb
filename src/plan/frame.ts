/** Kernels of a phase and of a moment, in the order of docs/model.md, 'Order'. */
import { oneOf, SpecError } from '../errors.ts'
import { describe } from '../spec/model.ts'
import type { Phase } from '../spec/types.ts'
import { arrivalsAt, type Position } from './arrivals.ts'
import type { Context } from './context.ts'
import { drivenColumns, drivesOf } from './drive.ts'
import { type Group, hoisted } from './hoist.ts'
import { type Item, stepItem } from './item.ts'
import { measureKernels } from './measures.ts'
import { handlersOf } from './moments.ts'
import type { Kernel, Program } from './plan.ts'
import { logKernels, type Recording } from './probes.ts'
import { recarry } from './recarry.ts'
import { refreshAt } from './refresh.ts'
import { rulesAt } from './rules.ts'
import { requireHome, type Space } from './space.ts'

/** A stage or the test: the phases that belong together. */
export interface Frame {
  ctx: Context
  id: string
  path: string
  phases: Phase[]
  learn: boolean
  during: 'train' | 'test'
}

export const phaseProgram = (
  frame: Frame,
  phase: Phase,
  path: string,
  recording: Recording,
): { program: Program; probes: Kernel[] } => {
  const { ctx } = frame
  const items = itemsOf(ctx, phase, path)
  const position = positionOf(items)
  const groups: Group[] = items.flatMap((item, i) => itemGroups(ctx, item, i, items, position, phase, frame.learn))
  const rules = frame.learn ? rulesAt(ctx, 'tick', phase.name, position) : []
  const { begin, tick } = hoisted(ctx, groups, rules)
  const logs = logKernels(ctx, recording, frame.during, items)
  const end = handlersOf(ctx, `${phase.name}.end`, phase.name, frame.learn)
  const learned = frame.learn ? learnedAt(ctx, `${phase.name}.end`, phase.name, position) : []
  return {
    program: {
      begin: [
        ...undriven(ctx, phase, path),
        ...handlersOf(ctx, `${phase.name}.begin`, phase.name, frame.learn),
        ...(frame.learn ? refreshAt(ctx, `${phase.name}.begin`) : []),
        ...begin.flat(),
      ],
      tick: [...tick.flat(), ...rules, ...logs.always],
      end: [...end, ...learned, ...recarry(ctx, learned, positionsOf(frame))],
    },
    probes: [...measureKernels(ctx, recording.measures, 'tick', frame.during), ...logs.probes],
  }
}

/** Rules, then the weights that follow what they changed. */
const learnedAt = (ctx: Context, moment: string, phase: string | undefined, position: Position): Kernel[] => [
  ...rulesAt(ctx, moment, phase, position),
  ...refreshAt(ctx, moment),
]

/** Handlers and rules of a moment outside phases: 'presentation.end', the begin and end of a stage. */
export const momentProgram = (frame: Frame, moment: string): Kernel[] => {
  const { ctx } = frame
  const handlers = handlersOf(ctx, moment, undefined, frame.learn)
  if (!frame.learn) return handlers
  const learned = learnedAt(ctx, moment, undefined, () => undefined)
  return [...handlers, ...learned, ...recarry(ctx, learned, positionsOf(frame))]
}

const positionsOf = (frame: Frame): Position[] =>
  frame.phases.map((phase, i) => positionOf(itemsOf(frame.ctx, phase, `${frame.path}.phases[${i}]`)))

const populationSpaces = (ctx: Context): Space[] => ctx.spaces.filter(s => !s.part)

export const itemsOf = (ctx: Context, phase: Phase, path: string): Item[] => {
  const spaces = populationSpaces(ctx)
  if (phase.order === undefined) return spaces.map(space => ({ space, homes: space.homes }))
  if (!Array.isArray(phase.order))
    throw new SpecError(`${path}.order`, 'a list of populations and compartments', describe(phase.order))
  const seen = new Set<string>()
  return phase.order.map((entry, i) => {
    const [name, home, ...rest] = String(entry).split('.')
    const space = spaces.find(s => s.id === name)
    if (!space || rest.length)
      throw new SpecError(
        `${path}.order[${i}]`,
        `a population or one of its compartments: ${oneOf(
          name,
          spaces.map(s => s.id),
        )}`,
        `'${entry}'`,
      )
    if (home !== undefined) requireHome(space, home, `${path}.order[${i}]`)
    const homes = home === undefined ? space.homes : [home]
    for (const h of homes) {
      if (seen.has(`${name}.${h}`))
        throw new SpecError(`${path}.order[${i}]`, 'each compartment once', `'${name}.${h}' twice`)
      seen.add(`${name}.${h}`)
    }
    return { space, homes }
  })
}

const positionOf = (items: Item[]): Position => {
  const index = new Map<string, number>()
  items.forEach((item, i) => {
    for (const home of item.homes) index.set(`${item.space.id}.${home}`, i)
  })
  return (space, home) => index.get(`${space.id}.${home}`)
}

/** Arrivals port by port, the step, and after the last item of a population the traces that rules keep for its units. */
const itemGroups = (
  ctx: Context,
  item: Item,
  i: number,
  items: Item[],
  position: Position,
  phase: Phase,
  learn: boolean,
): Group[] => {
  const arrivals = arrivalsAt(ctx, item.space, item.homes, i, position).map(a => a.kernels)
  const last = !items.slice(i + 1).some(other => other.space === item.space)
  const parts = last ? ctx.spaces.filter(s => s.part && s.pop === item.space.pop) : []
  const unit = items.filter(other => other.space === item.space).flatMap(other => other.homes)
  const steps = [item, ...parts.map(space => ({ space, homes: space.homes, unit }))].map(each =>
    stepItem(ctx, each, phase.name, learn),
  )
  return [...arrivals, ...steps].filter(g => g.length > 0)
}

/** Columns that another phase drives and this one does not have their initial value in it. */
const undriven = (ctx: Context, phase: Phase, path: string): Kernel[] => {
  const driven = new Set(drivesOf(ctx, phase, path).map(d => d.column))
  return drivenColumns(ctx)
    .filter(d => !driven.has(d.column))
    .map(({ column }) => ({ verb: 'fill', column, value: initialNumber(ctx, column) }))
}

const initialNumber = (ctx: Context, column: string): number => {
  const { initial } = ctx.columns.get(column)!
  return typeof initial === 'number' ? initial : 0
}
