/** What neurons and rules look like. */
import { type Check, list, maybe, name, number, object, oneOfTexts, quantity, table, text, unit } from './shape.ts'
import { equations, init, params } from './shape-values.ts'
import type { Compartment, Limit, Neuron, Part, Rule } from './types.ts'

const compartment = object<Compartment>({
  about: text,
  input: maybe(unit),
  state: maybe(table(init)),
  learned: maybe(table(init)),
  step: equations,
})

const bound: Check = (value, path) => (typeof value === 'number' ? number : text)(value, path)
const limit = object<Limit>({
  above: maybe(bound),
  from: maybe(bound),
  below: maybe(bound),
  upTo: maybe(bound),
  why: maybe(text),
})

export const neuron = object<Neuron>({
  kind: oneOfTexts('neuron'),
  name,
  about: text,
  source: text,
  params,
  compartments: table(compartment),
  events: maybe(table(text)),
  on: maybe(table(equations)),
  watch: maybe(table(text)),
  saturates: maybe(table(text)),
  limits: maybe(table(limit)),
  energy: maybe(object<NonNullable<Neuron['energy']>>({ of: text, to: text, own: text })),
})

const part = object<Part>({
  state: maybe(table(init)),
  learned: maybe(table(init)),
  step: maybe(equations),
  on: maybe(table(equations)),
})

export const rule = object<Rule>({
  kind: oneOfTexts('rule'),
  name,
  about: text,
  source: text,
  params,
  pre: maybe(part),
  post: maybe(part),
  synapse: maybe(table(init)),
  on: table(equations),
  bounds: maybe(list(quantity, 2, 2)),
})
