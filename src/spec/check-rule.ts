/** Checks a rule's equations by themselves, when it is defined. What they read of the two units (pre.*, post.*), the plan checks. */
import { SpecError } from '../errors.ts'
import { type Dim, equal, NONE, toText } from '../lang/dimension.ts'
import { type Amount, parseQuantity } from '../lang/quantity.ts'
import { within } from '../lang/within.ts'
import { describe, equation, pairs, type Variable } from './model.ts'
import { checkAssigned, checkNumber, dimOfInit, dimsOfParams, type Room, valueIn } from './room.ts'
import type { Part, Rule } from './types.ts'
import { renamed } from './walk.ts'

type Side = 'pre' | 'post'

/** Throws SpecError: table, equation and the part of it that is wrong; expected; received. */
export const checkRule = (rule: Rule): void => {
  const room = roomOf(rule)
  for (const side of ['pre', 'post'] as const) checkPart(room, rule[side], side)
  if (rule.bounds) checkBounds(rule.bounds)
  for (const [moment, equations] of Object.entries(rule.on)) {
    room.locals.clear()
    for (const [target, text] of pairs(equations)) assign(room, target, text, `on.${moment}.${target}`)
  }
}

/** The unit of the weights is known to the plan only; both bounds have one, and the first is the smaller. */
export const checkBounds = (bounds: NonNullable<Rule['bounds']>): void => {
  const [low, high] = bounds.map((bound, i) => parseQuantity(bound, `bounds[${i}]`))
  const isPlain = ({ dim }: Amount) => equal(dim, NONE)
  if (!equal(low.dim, high.dim) && !isPlain(low) && !isPlain(high))
    throw new SpecError('bounds[1]', `a value in ${toText(low.dim)}, as bounds[0]`, describe(bounds[1]))
  if (low.value > high.value) throw new SpecError('bounds', '[least, most]', describe(bounds))
}

/** Traces stand under their full names, pre.x; synapses have the unit of their port, which is not known here. */
const roomOf = (rule: Rule): Room => {
  const synaptic = ['w', ...Object.keys(rule.synapse ?? {})].map(name => [name, 'any'] as const)
  const variables = new Map([...declared(rule.pre, 'pre'), ...declared(rule.post, 'post')])
  return {
    variables,
    dims: new Map<string, Dim | 'any'>([...dimsOfParams(rule.params), ...synaptic]),
    letOf: () => undefined,
    isOpen: name => /^(pre|post|fan)\./.test(name),
    assigned: new Map(),
    locals: new Map(),
  }
}

const declared = (part: Part | undefined, side: Side): [string, Variable][] =>
  (['state', 'learned'] as const).flatMap(kind =>
    Object.entries(part?.[kind] ?? {}).map(([name, init]): [string, Variable] => [
      `${side}.${name}`,
      { kind, init, compartment: side },
    ]),
  )

const checkPart = (room: Room, part: Part | undefined, side: Side): void => {
  if (!part) return
  const own = [...Object.keys({ ...part.state, ...part.learned }), ...pairs(part.step).map(([name]) => name)]
  const qualify = (name: string) => (own.includes(name) ? `${side}.${name}` : name)
  const tables = {
    step: part.step,
    ...Object.fromEntries(Object.entries(part.on ?? {}).map(([k, v]) => [`on.${k}`, v])),
  }
  for (const [table, equations] of Object.entries(tables)) {
    room.locals.clear()
    for (const [name, text] of pairs(equations)) assign(room, qualify(name), text, `${side}.${table}.${name}`, qualify)
  }
}

const assign = (room: Room, target: string, text: unknown, path: string, qualify = (name: string) => name): void => {
  const value = within(path, () => valueIn(room, renamed(equation(text, ''), qualify)))
  if (target === 'when') {
    if (value.node.type !== 'bool') throw new SpecError(path, "a truth value (write 'x > 0')", 'a number')
    return
  }
  const variable = room.variables.get(target)
  if (variable) checkAssigned(value, dimOfInit(variable.init, room.dims), path)
  else if (room.dims.has(target) || /^(pre|post)\./.test(target)) checkNumber(value.node, path)
  else room.locals.set(target, value)
}
