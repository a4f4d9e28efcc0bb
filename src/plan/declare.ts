/** Declares what stands in memory from the start: spaces, states, layouts and weights, given spikes. */
import { oneOf, SpecError } from '../errors.ts'
import { toText } from '../lang/dimension.ts'
import { lowerExpr } from '../lang/lower.ts'
import { dimOf } from '../lang/quantity.ts'
import { within } from '../lang/within.ts'
import { equation } from '../spec/model.ts'
import type { Weights } from '../spec/types.ts'
import { weightsName } from './arrivals.ts'
import { fansOf, layoutOf } from './connect.ts'
import { addColumn, type Context } from './context.ts'
import { inputsAtStart } from './draws.ts'
import { declareForced } from './forced.ts'
import type { Initial } from './initial.ts'
import { initialUnits } from './initial-units.ts'
import type { Proj } from './network.ts'
import { newPlace } from './place.ts'
import type { Planned } from './protocol.ts'
import { scopeOf, stateColumn } from './scope.ts'
import { columnOf, initOf, isDuration, partSpace, populationSpace, type Space, variableDim } from './space.ts'
import { initialWeights } from './weights.ts'

export const declareColumns = (ctx: Context): Planned['initial'] => {
  const { network } = ctx
  ctx.spaces.push(...network.pops.map(populationSpace))
  for (const proj of network.projs)
    for (const side of ['pre', 'post'] as const) {
      const part = proj.rule?.[side]
      const unit = ctx.spaces.find(s => !s.part && s.pop === (side === 'pre' ? proj.from.pop : proj.to.pop))!
      if (part) ctx.spaces.push(partSpace(proj, side, part, unit))
    }
  addColumn(ctx, { name: 'keys', size: 1, type: 'i32', role: 'scalar', perLane: false })
  addColumn(ctx, { name: 'scalars', size: 2, role: 'scalar', perLane: false })
  for (const pop of network.pops) declareForced(ctx, pop)
  const initial = declareProjections(ctx)
  return [...ctx.spaces.flatMap(space => declareStates(ctx, space)), ...initial]
}

const declareStates = (ctx: Context, space: Space): Planned['initial'] => {
  const drawn: Planned['initial'] = []
  const place = newPlace(ctx, 'moment', undefined)
  checkNamesOfInits(space)
  for (const [name, variable] of space.variables) {
    if (variable.kind === 'let') continue
    const isGiven = !space.part && space.pop.spec.init?.[name] !== undefined
    const path = isGiven ? `populations.${space.id}.init.${name}` : `${space.path}.${name}`
    const column = ctx.columns.get(stateColumn(place, space, name))!
    if (!isDuration(space, variable)) column.unit = toText(variableDim(space, variable))
    const scope = { ...scopeOf(place, space, 'unit'), call: inputsAtStart(ctx, `${space.id}.${name}.initial`) }
    const init = initialUnits(
      initOf(space, name)!,
      space.pop.size,
      text => within(path, () => lowerExpr(equation(text, ''), scope)),
      variableDim(space, variable),
      path,
      (read, unit) => parameterAt(ctx, read, unit, path),
    )
    const scale = isDuration(space, variable) ? (x: number) => Math.floor(x / ctx.network.dt + 0.5) : (x: number) => x
    if (typeof init === 'function')
      drawn.push({ column: columnOf(space, name), values: (keys, files) => init(keys, files).map(scale) })
    else column.initial = typeof init === 'number' ? scale(init) : init.map(scale)
  }
  return drawn
}

/** A population gives initial values to states of its neuron only. */
const checkNamesOfInits = ({ part, pop, variables }: Space): void => {
  if (part) return
  const states = [...variables].filter(([, v]) => v.kind !== 'let').map(([name]) => name)
  for (const name of Object.keys(pop.spec.init ?? {}))
    if (!states.includes(name))
      throw new SpecError(`populations.${pop.name}.init.${name}`, `a state: ${oneOf(name, states)}`, `'${name}'`)
}

/** A parameter with a value for each unit; states have none yet. */
const parameterAt = (ctx: Context, column: string, unit: number, path: string): number => {
  const { role, initial } = ctx.columns.get(column)!
  if (role !== 'parameter' || typeof initial !== 'object')
    throw new SpecError(path, 'parameters, unit and draws', `'${column}'`)
  return initial[unit]
}

const declareProjections = (ctx: Context): Planned['initial'] => {
  const initial: { column: string; values: Initial }[] = []
  for (const p of ctx.network.projs) {
    if (p.tie || p.spec.routine) continue
    const layout = layoutOf(ctx, p)
    ctx.layouts.set(p.name, layout)
    ctx.fans.set(p.name, fansOf(layout))
  }
  for (const p of ctx.network.projs) {
    if (p.spec.routine) continue
    if (p.tie) {
      ctx.fans.set(p.name, ctx.fans.get(p.tie.other)!)
      continue
    }
    const layout = ctx.layouts.get(p.name)!
    addColumn(ctx, {
      name: weightsName(ctx, p),
      size: layout.size,
      role: 'weight',
      perLane: false,
      layout: p.name,
      unit: unitOfWeights(p),
    })
    initial.push({ column: weightsName(ctx, p), values: initialWeights(ctx, p, layout) })
    for (const [name, init] of Object.entries(p.rule?.synapse ?? {})) {
      addColumn(ctx, { name: `${p.name}.${name}`, size: layout.size, role: 'synapse', perLane: false, layout: p.name })
      initial.push({ column: `${p.name}.${name}`, values: initialWeights(ctx, p, layout, init as Weights, 'any') })
    }
  }
  return initial
}

/** What a spike adds to a port has the unit of the port; weights of a graded value count as plain numbers. */
const unitOfWeights = ({ from, to }: Proj): string => {
  const { input } = to.pop.spec.neuron.compartments[to.compartment]
  return from.event ? toText(dimOf(input ?? 1)) : '1'
}
