/** Learning rules as kernels: assignments to synapses become learn kernels, assignments to a unit's learned state steps. */
import { oneOf, SpecError } from '../errors.ts'
import { within } from '../lang/within.ts'
import { equation, pairs } from '../spec/model.ts'
import type { Position } from './arrivals.ts'
import type { Context } from './context.ts'
import { type Learning, sideSpace, unitEvent } from './learning.ts'
import type { Proj } from './network.ts'
import { asEquation, newPlace } from './place.ts'
import type { Kernel } from './plan.ts'
import { learnOne } from './rule-assign.ts'
import { ruleFold } from './rule-folds.ts'
import { closeGroup } from './rule-group.ts'
import { ruleName } from './rule-names.ts'
import type { Space } from './space.ts'

/** Kernels of all rules at a moment of the protocol, or for 'tick': those of each tick and of unit events. */
export const rulesAt = (ctx: Context, moment: string, phase: string | undefined, position: Position): Kernel[] =>
  ctx.network.projs.flatMap(proj => {
    const keys = Object.keys(proj.rule?.on ?? {})
    return keys
      .filter(key => (moment === 'tick' ? key === 'tick' || isUnitEvent(ctx, proj, key, position) : key === moment))
      .flatMap(key => rule(ctx, proj, key, phase, moment === 'tick' ? position : undefined))
  })

/** Whether the key is an event of one of the two units, which are stepped in this phase. */
const isUnitEvent = (ctx: Context, proj: Proj, key: string, position: Position): boolean => {
  const unit = unitEvent(key)
  if (!unit) return false
  const space = sideSpace(ctx, proj, unit.side)
  const event = space.events.find(e => e.name === unit.event)
  if (!event)
    throw new SpecError(
      `${proj.path}.rule.on.${key}`,
      oneOf(
        unit.event,
        space.events.map(e => e.name),
      ),
      `'${unit.event}'`,
    )
  return position(space, event.home) !== undefined
}

/** `position`: for rules of a tick, what is stepped in it. */
const rule = (ctx: Context, proj: Proj, key: string, phase: string | undefined, position?: Position): Kernel[] => {
  const place = newPlace(ctx, 'moment', phase)
  if (position)
    place.frozen = (space, event) => position(space, space.events.find(e => e.name === event)!.home) === undefined
  const space: Space = {
    id: proj.name,
    pop: proj.to.pop,
    homes: [],
    variables: new Map(),
    ports: new Set(),
    steps: {},
    events: [],
    handlers: [],
    params: proj.params,
    path: `${proj.path}.rule`,
  }
  const l: Learning = {
    ctx,
    proj,
    place,
    space,
    key,
    kernels: [],
    final: new Map(),
    lanes: [],
    groups: 0,
    locals: new Map(),
  }
  place.special = name => ruleName(l, name)
  place.specialCall = (fn, args, lower) => ruleFold(l, fn, args, lower)
  for (const [target, text] of pairs(proj.rule!.on[key])) {
    const path = `${proj.path}.rule.on.${key}.${target}`
    const expr = equation(text, path)
    within(path, () => asEquation(place, `${proj.name}.on.${key}.${target}`, false, () => learnOne(l, target, expr)))
  }
  closeGroup(l)
  return l.kernels
}
