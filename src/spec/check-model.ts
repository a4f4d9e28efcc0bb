/** Checks a neuron's equations by themselves, when the model is defined: names, units, truth values. */
import { SpecError } from '../errors.ts'
import { dimOf, parseQuantity } from '../lang/quantity.ts'
import { within } from '../lang/within.ts'
import { type Assignment, equation, type Model } from './model.ts'
import { checkAssigned, checkNumber, dimOfInit, dimsOfParams, type Room, valueIn } from './room.ts'
import type { Init } from './types.ts'

/** Throws SpecError: table, equation and the part of it that is wrong; expected; received. */
export const checkModel = (model: Model): void => {
  const room = roomOf(model)
  checkInits(model, room)
  for (const c of model.compartments) for (const a of model.steps[c]) assign(room, a)
  for (const e of model.events) {
    const { node } = within(e.path, () => valueIn(room, e.expr))
    if (node.type === 'f32')
      throw new SpecError(e.path, 'a truth value, or a whole number such as poisson(mean)', 'a number')
  }
  for (const h of model.handlers) {
    room.locals.clear()
    room.assigned.clear()
    for (const a of h.assigns) assign(room, a)
  }
}

const roomOf = (model: Model): Room => {
  const { params, compartments } = model.neuron
  const ports = [...model.ports].map(port => [port, dimOf(compartments[port.split('.')[0]].input ?? 1)] as const)
  const events = model.events.map(e => [e.name, dimOf(1)] as const)
  const equations = Object.values(model.steps).flat()
  return {
    variables: model.variables,
    dims: new Map([...dimsOfParams(params), ...ports, ...events]),
    letOf: name => equations.filter(a => a.target === name).at(-1)?.expr,
    assigned: new Map(),
    locals: new Map(),
  }
}

/** A state keeps its unit; a let, or a local name of a handler, takes that of its equation. */
const assign = (room: Room, { target, expr, path }: Assignment): void => {
  const value = within(path, () => valueIn(room, expr))
  const variable = room.variables.get(target)
  if (variable && variable.kind !== 'let') {
    checkAssigned(value, dimOfInit(variable.init, room.dims), path)
    return
  }
  checkNumber(value.node, path)
  ;(variable ? room.assigned : room.locals).set(target, value)
}

/** Initial values that are equations: they parse. What they read, only a population can tell. */
const checkInits = (model: Model, room: Room): void => {
  for (const [name, { kind, init, compartment }] of model.variables)
    if (kind !== 'let') checkInit(init, `compartments.${compartment}.${kind}.${name.split('.')[1]}`, room)
}

const checkInit = (init: Init | undefined, path: string, room: Room): void => {
  if (typeof init !== 'string' || isQuantity(init)) return
  within(path, () => valueIn({ ...room, variables: new Map() }, equation(init, '')))
}

const isQuantity = (text: string): boolean => {
  try {
    parseQuantity(text)
    return true
  } catch {
    return false
  }
}
