/** An experiment with its names resolved: populations with sizes and parameter values, projections with both ends found. */
import { oneOf, SpecError } from '../errors.ts'
import { type Dim, equal, NONE, TIME, toText } from '../lang/dimension.ts'
import { parseQuantity } from '../lang/quantity.ts'
import { within } from '../lang/within.ts'
import { describe, type Model, modelOf } from '../spec/model.ts'
import type { Experiment, Population, Projection, Rule } from '../spec/types.ts'
import { checkCopies, resolveTies } from './ties.ts'

export interface Parameter {
  value: number | number[] // in internal units; an array has one entry per unit
  dim: Dim
}

export interface Pop {
  name: string
  index: number
  size: number
  groups: number
  members: number
  shape?: [number, number]
  model: Model
  params: Map<string, Parameter>
  spec: Population
}

export interface Source {
  pop: Pop
  event?: string // its spikes or another event
  column?: string // qualified: soma.v
}

export interface Proj {
  name: string
  index: number
  path: string
  from: Source
  sources: Source[] // of a routine; otherwise the one
  to: { pop: Pop; compartment: string; port: string } // port: qualified, soma.input
  delay: number | undefined // ticks, as given
  rule?: Rule
  params: Map<string, Parameter>
  spec: Projection
  tie?: { other: string; transposed: boolean }
}

export interface Network {
  experiment: Experiment
  dt: number
  lanes: number
  pops: Pop[]
  projs: Proj[]
}

export const resolveNetwork = (experiment: Experiment): Network => {
  const dt = quantityOf(experiment.dt, 'dt', 'time')
  if (!(dt > 0)) throw new SpecError('dt', 'a time above 0', describe(experiment.dt))
  const pops = Object.entries(experiment.populations).map(([name, spec], index) => population(name, spec, index))
  const network: Network = { experiment, dt, lanes: experiment.lanes ?? 1, pops, projs: [] }
  network.projs = experiment.projections.map((spec, index) => projection(network, spec, index))
  resolveTies(network.projs)
  checkCopies(network.projs)
  return network
}

const population = (name: string, spec: Population, index: number): Pop => {
  const path = `populations.${name}`
  const product = spec.shape ? spec.shape[0] * spec.shape[1] : undefined
  const size = spec.size ?? product
  if (size === undefined || !Number.isInteger(size) || size < 1 || size > 1 << 24)
    throw new SpecError(`${path}.size`, 'a whole number from 1 to 16777216', describe(size))
  if (product !== undefined && product !== size)
    throw new SpecError(
      `${path}.shape`,
      `a shape of ${size} units`,
      `${spec.shape![0]} x ${spec.shape![1]} = ${product}`,
    )
  const model = within(`${path}.neuron`, () => modelOf(spec.neuron))
  const params = parameters(spec.neuron.params, spec.set, path, size)
  const [groups, members] = spec.shape ?? [1, size]
  return { name, index, size, groups, members, shape: spec.shape, model, params, spec }
}

/** Parameters of a model with the values of `set` in place of the defaults. */
const parameters = (
  declared: Record<string, readonly [unknown, string]>,
  set: Record<string, unknown> | undefined,
  path: string,
  size: number,
): Map<string, Parameter> => {
  const params = new Map<string, Parameter>()
  for (const [name, [quantity]] of Object.entries(declared)) {
    const { value, dim } = amount(quantity, `${path}.params.${name}`)
    params.set(name, { value, dim })
  }
  for (const [name, given] of Object.entries(set ?? {})) {
    const at = `${path}.set.${name}`
    const parameter = params.get(name)
    if (!parameter) throw new SpecError(at, oneOf(name, [...params.keys()]), `'${name}'`)
    params.set(name, {
      dim: parameter.dim,
      value: Array.isArray(given) ? list(given, size, parameter.dim, at) : one(given, parameter.dim, at),
    })
  }
  return params
}

const one = (given: unknown, dim: Dim, at: string): number => {
  const quantity = amount(given, at)
  if (!equal(quantity.dim, dim) && quantity.value !== 0)
    throw new SpecError(at, `a value in ${toText(dim)}`, describe(given))
  return quantity.value
}

const amount = (given: unknown, path: string) => {
  if (typeof given !== 'number' && typeof given !== 'string')
    throw new SpecError(path, "a number or a quantity such as '10 ms'", describe(given))
  return within(path, () => parseQuantity(given))
}

const list = (given: unknown[], size: number, dim: Dim, at: string): number[] => {
  if (given.length !== size) throw new SpecError(at, `${size} values, one a unit`, `${given.length}`)
  return given.map((g, i) => one(g, dim, `${at}[${i}]`))
}

const projection = (network: Network, spec: Projection, index: number): Proj => {
  const path = `projections[${index}]`
  if (Array.isArray(spec.from) && !spec.routine)
    throw new SpecError(`${path}.from`, 'one source (a list is for a routine)', describe(spec.from))
  const sources = [spec.from]
    .flat()
    .map((text, i) => source(network, text, Array.isArray(spec.from) ? `${path}.from[${i}]` : `${path}.from`))
  const [from] = sources
  const to = target(network, spec.to, `${path}.to`)
  const name =
    spec.name ??
    `${from.pop.name}${from.event && from.event !== 'spike' ? `.${from.event}` : ''}${from.column ? `.${from.column}` : ''}->${spec.to}`
  if (network.projs.some(p => p.name === name))
    throw new SpecError(`${path}.name`, 'a name of its own (two projections have the same ends: name one)', `'${name}'`)
  const rule = spec.rule
  const params = rule ? parameters(rule.params, spec.set, path, 1) : new Map<string, Parameter>()
  if (!rule && spec.set && !spec.routine) throw new SpecError(`${path}.set`, 'a rule to set parameters of', 'no rule')
  const delay = spec.delay === undefined ? undefined : ticksOfDelay(spec.delay, network.dt, `${path}.delay`)
  const result: Proj = { name, index, path, from, sources, to, delay, rule, params, spec }
  network.projs.push(result)
  return result
}

/** Spikes arrive in whole ticks: a delay that is none would silently be another one. */
const ticksOfDelay = (given: NonNullable<Projection['delay']>, dt: number, path: string): number => {
  const exact = quantityOf(given, path, 'time') / dt
  const ticks = Math.round(exact)
  if (!(ticks >= 0)) throw new SpecError(path, 'a time of 0 or more', describe(given))
  if (Math.abs(exact - ticks) > 1e-6 * Math.max(1, ticks))
    throw new SpecError(path, `a whole number of ticks of ${dt} ms`, describe(given))
  return ticks
}

const findPop = (network: Network, name: string, path: string): Pop => {
  const pop = network.pops.find(p => p.name === name)
  if (!pop)
    throw new SpecError(
      path,
      `a population: ${oneOf(
        name,
        network.pops.map(p => p.name),
      )}`,
      `'${name}'`,
    )
  return pop
}

const source = (network: Network, text: string, path: string): Source => {
  const [name, ...rest] = String(text).split('.')
  const pop = findPop(network, name, path)
  const events = pop.model.events.map(e => e.name)
  if (rest.length === 0) {
    if (!events.includes('spike'))
      throw new SpecError(path, `an event or a column of '${name}', which does not spike`, `'${text}'`)
    return { pop, event: 'spike' }
  }
  const column = rest.join('.')
  if (rest.length === 1 && events.includes(column)) return { pop, event: column }
  const columns = [...pop.model.variables.keys(), ...pop.model.ports]
  if (!columns.includes(column))
    throw new SpecError(path, `${oneOf(column, [...events, ...columns])} of '${name}'`, `'${column}'`)
  return { pop, column }
}

const target = (network: Network, text: string, path: string): Proj['to'] => {
  const [name, compartment, ...rest] = String(text).split('.')
  const pop = findPop(network, name, path)
  const open = [...pop.model.ports].map(p => p.split('.')[0])
  const isClosed = rest.length === 0 && pop.model.compartments.includes(compartment ?? '')
  if (compartment === undefined || rest.length > 0 || !open.includes(compartment))
    throw new SpecError(
      path,
      `${oneOf(compartment ?? '', open)} of '${name}'`,
      `'${[compartment ?? '', ...rest].join('.')}'${isClosed ? ', which has no input' : ''}`,
    )
  return { pop, compartment, port: `${compartment}.input` }
}

/** The value of a quantity of the given kind in internal units. */
export const quantityOf = (quantity: unknown, path: string, kind: 'time' | 'number'): number => {
  const { value, dim } = amount(quantity, path)
  if (!equal(dim, kind === 'time' ? TIME : NONE))
    throw new SpecError(path, kind === 'time' ? "a time, such as '5 ms'" : 'a plain number', describe(quantity))
  return value
}
