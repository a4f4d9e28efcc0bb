/** Neurons and rules as text for people: parameters with units, then the equations in the order in which they run. */

import { equation, pairs } from '../spec/model.ts'
import type { Equations, Init, Neuron, Part, Rule, Table } from '../spec/types.ts'
import { namesIn } from '../spec/walk.ts'

const indent = (lines: readonly string[]): string[] => lines.map(line => `  ${line}`)

/** A title and its lines; nothing where there are no lines. */
const section = (title: string, lines: readonly string[]): string[] =>
  lines.length > 0 ? [title, ...indent(lines)] : []

const head = ({ kind, name, about, source }: Neuron | Rule): string[] => [
  `${name} (${kind}): ${about}`,
  `source: ${source}`,
  '',
]

const params = (table: Neuron['params']): string[] => {
  const rows = Object.entries(table).map(([name, [value, about]]) => [`${name} = ${value}`, about])
  const width = Math.max(0, ...rows.map(([left]) => left.length))
  return rows.map(([left, about]) => `${left.padEnd(width)}   ${about}`)
}

const initText = (init: Init): string => {
  if (Array.isArray(init)) return `${init.length} values`
  if (typeof init !== 'object') return String(init)
  return `${init.value}, where ${Object.entries(init.let)
    .map(([name, text]) => `${name} = ${text}`)
    .join(', ')}`
}

const states = (kind: string, table: Table<Init> | undefined): string[] =>
  Object.entries(table ?? {}).map(([name, init]) => `${kind} ${name}, at first ${initText(init)}`)

const assignments = (equations: Equations | undefined): string[] =>
  pairs(equations).map(([name, text]) => (name === 'when' ? `only where ${text}:` : `${name} = ${text}`))

const handlers = (on: Table<Equations> | undefined): string[] =>
  Object.entries(on ?? {}).flatMap(([event, equations]) => section(`on ${event}`, assignments(equations)))

export const neuronText = (neuron: Neuron): string[] => [
  ...head(neuron),
  ...section('parameters', params(neuron.params)),
  ...Object.entries(neuron.compartments).flatMap(([name, c]) => [
    `compartment ${name}: ${c.about}${c.input === undefined ? '' : `; receives input${c.input === 1 ? '' : ` in ${c.input}`}`}`,
    ...indent([...states('state', c.state), ...states('learned state', c.learned), ...assignments(c.step)]),
  ]),
  ...section(
    'events',
    Object.entries(neuron.events ?? {}).map(([name, text]) => `${name} when ${text}`),
  ),
  ...handlers(neuron.on),
]

const partText = (side: string, part: Part | undefined): string[] =>
  part
    ? section(`for each ${side}synaptic unit`, [
        ...states('state', part.state),
        ...states('learned state', part.learned),
        ...assignments(part.step),
        ...handlers(part.on),
      ])
    : []

export const ruleText = (rule: Rule): string[] => [
  ...head(rule),
  ...section('parameters', params(rule.params)),
  ...partText('pre', rule.pre),
  ...partText('post', rule.post),
  ...section('for each synapse', [...states('state', rule.synapse), ...handlers(rule.on)]),
  ...(rule.bounds ? [`bounds: ${rule.bounds.join(' to ')}`] : []),
  ...section('reads', readsOf(rule)),
]

/** What the rule reads of its two units, by side: the reach that decides how local it is. */
const readsOf = (rule: Rule): string[] => {
  const texts = [rule.on, rule.pre?.on, rule.post?.on].flatMap(on =>
    Object.values(on ?? {}).flatMap(e => pairs(e).map(([, text]) => text)),
  )
  const steps = [rule.pre?.step, rule.post?.step].flatMap(e => pairs(e).map(([, text]) => text))
  const names = [...new Set([...texts, ...steps].flatMap(text => namesIn(equation(text, rule.name))))]
  return ['pre', 'post'].flatMap(side => {
    const own = names.filter(n => n.startsWith(`${side}.`)).sort()
    return own.length > 0 ? [`of the ${side}synaptic unit: ${own.map(n => n.slice(side.length + 1)).join(', ')}`] : []
  })
}
