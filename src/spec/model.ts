/**
 * A neuron model, read: every equation parsed, every name qualified with its compartment ('v' in soma becomes 'soma.v'), and
 * every assigned name sorted into state, learned state and lets (docs/model.md, 'Lets and state').
 */
import { oneOf, SpecError } from '../errors.ts'
import type { Expr } from '../lang/expr.ts'
import { parse } from '../lang/parse.ts'
import type { Equations, Init, Neuron, Table } from './types.ts'
import { namesIn, renamed, walk } from './walk.ts'

export interface Assignment {
  target: string // qualified: soma.v; in a handler also a local name
  expr: Expr
  path: string // where it stands: compartments.soma.step.v
}

export interface Handler {
  event: string
  assigns: Assignment[]
}

export interface Variable {
  kind: 'state' | 'learned' | 'let'
  init?: Init
  compartment: string
}

export interface Model {
  neuron: Neuron
  compartments: string[]
  steps: Table<Assignment[]> // by compartment, in written order
  events: { name: string; expr: Expr; path: string }[]
  handlers: Handler[]
  variables: Map<string, Variable> // by qualified name
  ports: Set<string> // 'soma.input'
}

export const pairs = (equations: Equations | undefined): [string, string][] =>
  equations === undefined ? [] : Array.isArray(equations) ? equations : Object.entries(equations)

export const equation = (text: unknown, path: string): Expr => {
  if (typeof text !== 'string') throw new SpecError(path, 'an equation (text)', describe(text))
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof SpecError)
      throw new SpecError(error.path ? `${path} ${error.path}` : path, error.expected, error.received)
    throw error
  }
}

export const describe = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : typeof value === 'function' ? 'a function' : JSON.stringify(value)
  return text && text.length > 80 ? `${text.slice(0, 77)}...` : String(text)
}

const builtins = new Set([
  'dt', 'lanes', 'epoch', 'progress', 'unit', 'size', 'group', 'groups', 'member', 'members', 'fan.in', 'fan.out', 'phase.time', 'phase.left', 'pi',
]) // biome-ignore format: one list
export const isBuiltin = (name: string): boolean => builtins.has(name) || name.startsWith('phase.is.')
export const builtinNames = [...builtins, 'phase.is.<name>']

/** Names that a declaration must not use: they would hide something, or order a table by number. */
export const checkName = (name: string, path: string): void => {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new SpecError(path, 'a name of letters, digits and _ that begins with a letter', `'${name}'`)
  if (
    ['old', 'input', 'pre', 'post', 'phase', 'fan', 'lag', '__proto__', 'constructor', 'prototype'].includes(name) ||
    builtins.has(name)
  )
    throw new SpecError(path, 'a name that the language does not use itself', `'${name}'`)
}

const readOldNames = (e: Expr): string[] => {
  const found: string[] = []
  walk(e, node => {
    if (node.kind === 'call' && node.fn === 'old')
      for (const arg of node.args) if (arg.kind === 'name') found.push(arg.name)
  })
  return found
}

const cache = new WeakMap<Neuron, Model>()

/** The model of a neuron; errors name the place within the neuron. Cached per neuron. */
export const modelOf = (neuron: Neuron): Model => {
  const known = cache.get(neuron)
  if (known) return known
  const model = read(neuron)
  cache.set(neuron, model)
  return model
}

const read = (neuron: Neuron): Model => {
  const compartments = Object.keys(neuron.compartments)
  const declared = declare(neuron)
  const ports = new Set(compartments.filter(c => neuron.compartments[c].input !== undefined).map(c => `${c}.input`))
  const assigned = new Set<string>()
  for (const c of compartments) for (const [name] of pairs(neuron.compartments[c].step)) assigned.add(`${c}.${name}`)
  const known = (name: string) => declared.has(name) || assigned.has(name) || ports.has(name)
  const qualify = (name: string, compartment?: string): string =>
    compartment !== undefined && known(`${compartment}.${name}`) ? `${compartment}.${name}` : name
  const steps: Table<Assignment[]> = {}
  for (const c of compartments)
    steps[c] = pairs(neuron.compartments[c].step).map(([name, text], i, all) => {
      // A name may be assigned again: then each assignment has a path, and so draws, of its own.
      const before = all.slice(0, i).filter(([other]) => other === name).length
      const path = `compartments.${c}.step.${name}${before ? `[${before}]` : ''}`
      return { target: `${c}.${name}`, path, expr: renamed(equation(text, path), n => qualify(n, c)) }
    })
  const events = Object.entries(neuron.events ?? {}).map(([name, text]) => ({
    name,
    path: `events.${name}`,
    expr: equation(text, `events.${name}`),
  }))
  const handlers = Object.entries(neuron.on ?? {}).map(([event, equations]) => ({
    event,
    assigns: pairs(equations).map(([target, text]) => ({
      target,
      path: `on.${event}.${target}`,
      expr: equation(text, `on.${event}.${target}`),
    })),
  }))
  const model: Model = { neuron, compartments, steps, events, handlers, variables: declared, ports }
  sortLets(model)
  checkTargets(model)
  return model
}

const declare = (neuron: Neuron): Map<string, Variable> => {
  const variables = new Map<string, Variable>()
  for (const [c, compartment] of Object.entries(neuron.compartments))
    for (const kind of ['state', 'learned'] as const)
      for (const [name, init] of Object.entries(compartment[kind] ?? {})) {
        checkName(name, `compartments.${c}.${kind}.${name}`)
        if (variables.has(`${c}.${name}`))
          throw new SpecError(`compartments.${c}.${kind}.${name}`, 'a new name', 'one that stands twice')
        variables.set(`${c}.${name}`, { kind, init, compartment: c })
      }
  return variables
}

/** A name that stands under no state, that nothing reads before it is assigned, no handler assigns and old() does not ask for is a let. */
const sortLets = (model: Model): void => {
  const inHandlers = new Set(model.handlers.flatMap(h => h.assigns.map(a => a.target)))
  const readEarly = new Set<string>()
  const seen = new Set<string>()
  for (const c of model.compartments)
    for (const a of model.steps[c]) {
      for (const name of namesIn(a.expr)) if (!seen.has(name)) readEarly.add(name)
      for (const name of readOldNames(a.expr)) readEarly.add(name)
      seen.add(a.target)
    }
  for (const c of model.compartments)
    for (const a of model.steps[c]) {
      const variable = model.variables.get(a.target)
      if (variable?.kind === 'learned') continue
      const isState = variable !== undefined || readEarly.has(a.target) || inHandlers.has(a.target)
      if (isState && !variable)
        throw new SpecError(
          a.path,
          `an initial value under state, as '${a.target}' is read before it is assigned`,
          'none',
        )
      model.variables.set(a.target, isState ? variable! : { kind: 'let', compartment: c })
    }
}

const checkTargets = (model: Model): void => {
  for (const handler of model.handlers)
    for (const { target, path } of handler.assigns) {
      if (!target.includes('.')) continue // a local name of the handler
      const variable = model.variables.get(target)
      if (!variable || variable.kind === 'let') {
        const states = [...model.variables].filter(([, v]) => v.kind !== 'let').map(([n]) => n)
        throw new SpecError(path, `${oneOf(target, states)} (declared under state or learned)`, `'${target}'`)
      }
    }
}
