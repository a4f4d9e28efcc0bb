/** What a name means at a place: builtins, variables, ports, parameters, events; lets are looked into where they are read. */
import { oneOf, SpecError } from '../errors.ts'
import { type Dim, NONE, TIME } from '../lang/dimension.ts'
import type { Expr } from '../lang/expr.ts'
import { lowerExpr, type Scope, type Value } from '../lang/lower.ts'
import type { At, Node } from '../lang/node.ts'
import { dimOf } from '../lang/quantity.ts'
import { builtinNames } from '../spec/model.ts'
import { calls, namesIn } from '../spec/walk.ts'
import { addColumn, keep } from './context.ts'
import { drawCall } from './draws.ts'
import { foldCall } from './folds.ts'
import { pastCall } from './past.ts'
import { asEquation, envKey, load, type Place } from './place.ts'
import { columnOf, initOf, isDuration, knownNames, type Space, variableDim } from './space.ts'

/** Lowers an equation of a space; `at` says whose unit: its own, or the pre or post unit of a synapse. */
export const lowerAt = (place: Place, space: Space, expr: Expr, at: At = 'unit'): Value =>
  lowerExpr(expr, scopeOf(place, space, at))

export const scopeOf = (place: Place, space: Space, at: At): Scope => ({
  graph: place.ctx.graph,
  resolve: name => {
    const value = place.special?.(name) ?? place.locals.get(name) ?? nameValue(place, space, name, at)
    if (value) return value
    const known = [...knownNames(space), ...(space.outer ? [] : builtinNames), ...place.locals.keys()]
    throw new SpecError(`'${name}'`, oneOf(name, known), 'an unknown name')
  },
  call: (fn, args, _at, lower) =>
    place.specialCall?.(fn, args, lower) ??
    oldCall(place, space, fn, args, at) ??
    pastCall(place, space, fn, args, at) ??
    foldCall(place, space, fn, args, lower, at) ??
    drawCall(place, space, fn, args, lower, at),
})

/** old(x): the value of the last tick, as kept. */
const oldCall = (place: Place, space: Space, fn: string, args: Expr[], at: At): Value | undefined => {
  if (fn !== 'old') return undefined
  const [arg] = args
  if (args.length !== 1 || arg.kind !== 'name' || !space.variables.has(arg.name))
    throw new SpecError('old()', 'the name of a state of the unit', 'something else')
  return stateValue(place, space, arg.name, at)
}

export const nameValue = (place: Place, space: Space, name: string, at: At): Value | undefined => {
  const assigned = place.env.get(envKey(space, name, at))
  if (assigned) return assigned
  const variable = space.variables.get(name)
  if (variable) return variable.kind === 'let' ? letValue(place, space, name, at) : stateValue(place, space, name, at)
  if (space.ports.has(name)) return portValue(place, space, name, at)
  const parameter = space.params.get(name)
  if (parameter) return parameterValue(place, space, name, at)
  if (space.events.some(e => e.name === name) && place.frozen?.(space, name))
    return { node: place.ctx.graph.constant(0), dim: NONE }
  if (space.events.some(e => e.name === name))
    return eventCount(place, space, name, at, place.mode === 'step' && place.stepping?.space === space ? 1 : 0)
  const outer = space.outer?.(name)
  if (outer) return nameValue(place, outer.space, outer.name, at) ?? unknownOuter(outer.space, outer.name)
  return builtin(place, space, name, at)
}

const unknownOuter = (space: Space, name: string): never => {
  throw new SpecError(`'${name}'`, `${oneOf(name, knownNames(space))} of '${space.pop.name}'`, 'an unknown name')
}

/** The column of a state or learned variable; durations are kept in ticks. */
export const stateColumn = (place: Place, space: Space, name: string): string => {
  const variable = space.variables.get(name)!
  const column = columnOf(space, name)
  const duration = isDuration(space, variable)
  addColumn(place.ctx, {
    name: column,
    size: space.pop.size,
    type: duration ? 'i32' : 'f32',
    perLane: variable.kind !== 'learned',
    role: variable.kind === 'learned' ? 'learned' : space.part ? 'trace' : 'state',
  })
  if (initOf(space, name) === undefined) throw new SpecError(`${space.path}.${name}`, 'an initial value', 'none')
  return column
}

const stateValue = (place: Place, space: Space, name: string, at: At): Value => {
  const { ctx } = place
  const variable = space.variables.get(name)!
  if (variable.kind === 'let') throw new SpecError(`old(${name})`, 'a state', 'a let, which has no past of its own')
  const node = load(ctx, stateColumn(place, space, name), at)
  const dim = variableDim(space, variable)
  return { node, dim } // a duration is an i32 node of dimension time: ticks
}

/** A let is its equation, evaluated again; or its column where it has one and its compartment is not being stepped. */
const letValue = (place: Place, space: Space, name: string, at: At): Value => {
  const { ctx } = place
  const column = columnOf(space, name)
  const stepping =
    place.stepping?.space === space && place.stepping.homes.includes(space.variables.get(name)!.compartment)
  const assignment = Object.values(space.steps)
    .flat()
    .filter(a => a.target === name)
    .at(-1)!
  // A reduction over units cannot be evaluated through a synapse: the let is given a column by the step that computes it.
  if (place.special && reduces(space, name)) ctx.materialized.add(column)
  if (!stepping && ctx.materialized.has(column)) {
    addColumn(ctx, { name: column, size: space.pop.size, role: 'temporary' })
    return { node: load(ctx, column, at), dim: letDim(place, space, name) }
  }
  const value = asEquation(place, `${space.id}.${assignment.path}`, false, () =>
    lowerAt(place, space, assignment.expr, at),
  )
  const flushed = { node: flush(place, value.node), dim: value.dim }
  if (!stepping) place.env.set(envKey(space, name, at), flushed)
  return flushed
}

/** Whether the equation of a let, or of a let that it reads, has a reduction in it. */
const reduces = (space: Space, name: string, seen = new Set<string>()): boolean => {
  const assignment = Object.values(space.steps)
    .flat()
    .filter(a => a.target === name)
    .at(-1)
  if (!assignment || seen.has(name)) return false
  seen.add(name)
  if (calls(assignment.expr, 'sum', 'max', 'count', 'argmax')) return true
  return namesIn(assignment.expr).some(n => space.variables.get(n)?.kind === 'let' && reduces(space, n, seen))
}

const letDims = new WeakMap<Space, Map<string, Dim | 'any'>>()
const letDim = (place: Place, space: Space, name: string): Dim | 'any' => {
  const known = letDims.get(space) ?? new Map<string, Dim | 'any'>()
  letDims.set(space, known)
  if (!known.has(name)) {
    known.set(name, 'any')
    const assignment = Object.values(space.steps)
      .flat()
      .filter(a => a.target === name)
      .at(-1)!
    const scratch: Place = {
      ...place,
      mode: 'moment',
      env: new Map(),
      before: [],
      moved: new Map(),
      stepping: undefined,
      advance: false,
      equation: '',
      draws: 0,
      folds: 0,
    }
    known.set(
      name,
      asEquation(scratch, `${space.id}.${assignment.path}`, false, () => lowerAt(scratch, space, assignment.expr)).dim,
    )
  }
  return known.get(name)!
}

export const flush = (place: Place, node: Node): Node =>
  node.type === 'f32' ? place.ctx.graph.op('flush', node) : node

export const portColumn = (place: Place, space: Space, name: string): string => {
  const column = columnOf(space, name)
  addColumn(place.ctx, { name: column, size: space.pop.size, role: 'port' })
  return column
}

const portValue = (place: Place, space: Space, name: string, at: At): Value => {
  const unit = space.pop.model.neuron.compartments[name.split('.')[0]].input
  return { node: load(place.ctx, portColumn(place, space, name), at), dim: dimOf(unit ?? 1) }
}

const parameterValue = (place: Place, space: Space, name: string, at: At): Value => {
  const { value, dim } = space.params.get(name)!
  if (typeof value === 'number') return { node: place.ctx.graph.constant(value), dim }
  const column = `${space.id}.${name}`
  addColumn(place.ctx, { name: column, size: space.pop.size, role: 'parameter', perLane: false, initial: value })
  return { node: load(place.ctx, column, at), dim }
}

/** The count of an event `lag` writes of its dense ring ago, as a number. */
export const eventCount = (place: Place, space: Space, event: string, at: At, lag: number): Value => {
  const column = denseColumn(place, space, event)
  if (lag > 0) keep(place.ctx, column, lag)
  return { node: load(place.ctx, column, at, lag), dim: NONE }
}

export const denseColumn = (place: Place, space: Space, event: string): string => {
  const column = `${space.id}.${event}#count`
  place.ctx.dense.add(`${space.id}.${event}`)
  addColumn(place.ctx, { name: column, size: space.pop.size, role: 'temporary' })
  return column
}

const builtin = (place: Place, space: Space, name: string, at: At): Value | undefined => {
  const { ctx } = place
  const g = ctx.graph
  const { pop } = space
  const constant = (value: number, dim: Dim = NONE): Value => ({ node: g.constant(value), dim })
  const clock = (clockName: string) => g.leaf('i32', { read: 'scalar', name: clockName })
  const index = () => g.op('toF32', g.leaf('i32', { read: 'index', of: at === 'pre' || at === 'post' ? at : 'unit' }))
  if (name.startsWith('phase.is.'))
    return { node: g.constant(place.phase === name.slice(9) ? 1 : 0, 'bool'), dim: NONE }
  switch (name) {
    case 'dt':
      return constant(ctx.network.dt, TIME)
    case 'pi':
      return constant(Math.PI)
    case 'lanes':
      return constant(ctx.network.lanes)
    case 'epoch':
    case 'progress':
      return { node: g.leaf('f32', { read: 'scalar', name }), dim: NONE }
    case 'unit':
      return { node: index(), dim: NONE }
    case 'group':
      return {
        node: g.op('floor', g.op('div', g.op('add', index(), g.constant(0.5)), g.constant(pop.members))),
        dim: NONE,
      }
    case 'member':
      return {
        node: g.op('sub', index(), g.op('mul', builtin(place, space, 'group', at)!.node, g.constant(pop.members))),
        dim: NONE,
      }
    case 'size':
      return constant(pop.size)
    case 'groups':
      return constant(pop.groups)
    case 'members':
      return constant(pop.members)
    case 'phase.time':
    case 'phase.left':
      return { node: clock(name === 'phase.time' ? 'time' : 'left'), dim: TIME }
    default:
      return undefined
  }
}
