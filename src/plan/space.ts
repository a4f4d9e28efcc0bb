/**
 * A space is a set of names that live together and have one value a unit: a population with its compartments, or the
 * traces that a rule keeps for each pre- or postsynaptic unit.
 */
import { oneOf, SpecError } from '../errors.ts'
import { type Dim, equal, NONE, TIME } from '../lang/dimension.ts'
import { type Assignment, equation, type Handler, pairs, type Variable } from '../spec/model.ts'
import { dimOfInit } from '../spec/room.ts'
import type { Init, Part } from '../spec/types.ts'
import { namesIn, renamed } from '../spec/walk.ts'
import type { Parameter, Pop, Proj } from './network.ts'

export interface SpaceEvent {
  name: string
  expr: Assignment['expr']
  path: string
  home: string
}

export interface Space {
  id: string // 'hidden', or 'w1.pre' for a part; the prefix of its columns
  pop: Pop
  homes: string[] // compartments in order; 'pre' or 'post' for a part, none for a rule's own names
  variables: Map<string, Variable>
  ports: Set<string>
  steps: Record<string, Assignment[]>
  events: SpaceEvent[]
  handlers: Handler[]
  params: Map<string, Parameter>
  path: string
  /** Where a name that the space does not have lives: 'pre.soma.v' of a part is soma.v of the population. */
  outer?: (name: string) => { space: Space; name: string } | undefined
  part?: { proj: Proj; side: 'pre' | 'post' }
}

export const populationSpace = (pop: Pop): Space => {
  const { model } = pop
  const homeOf = (expr: Assignment['expr']): string => {
    const names = namesIn(expr)
    const own = names.find(n => model.compartments.includes(n.split('.')[0]))
    if (own) return own.split('.')[0]
    const event = model.events.find(e => names.includes(e.name))
    return event && event.expr !== expr ? homeOf(event.expr) : model.compartments[model.compartments.length - 1]
  }
  return {
    id: pop.name,
    pop,
    homes: model.compartments,
    variables: model.variables,
    ports: model.ports,
    steps: model.steps,
    events: model.events.map(e => ({ ...e, home: homeOf(e.expr) })),
    handlers: model.handlers,
    params: pop.params,
    path: `populations.${pop.name}.neuron`,
  }
}

/** The traces of a rule on one side of a projection. */
export const partSpace = (proj: Proj, side: 'pre' | 'post', part: Part, unit: Space): Space => {
  const names = [
    ...Object.keys(part.state ?? {}),
    ...Object.keys(part.learned ?? {}),
    ...pairs(part.step).map(([n]) => n),
  ]
  const qualify = (name: string) => (names.includes(name) ? `${side}.${name}` : name)
  const base = `${proj.path}.rule.${side}`
  const assignment =
    (key: string) =>
    ([name, text]: [string, string]): Assignment => ({
      target: names.includes(name) ? `${side}.${name}` : name,
      path: `${key}.${name}`,
      expr: renamed(equation(text, `${base}.${key}.${name}`), qualify),
    })
  const steps = pairs(part.step).map(assignment('step'))
  const handlers = Object.entries(part.on ?? {}).map(([event, equations]) => ({
    event: event.startsWith(`${side}.`) ? event.slice(side.length + 1) : event,
    assigns: pairs(equations).map(assignment(`on.${event}`)),
  }))
  return {
    id: `${proj.name}.${side}`,
    pop: unit.pop,
    homes: [side],
    variables: partVariables(part, side, steps, handlers),
    ports: new Set(),
    steps: { [side]: steps },
    events: [],
    handlers,
    params: proj.params,
    path: base,
    outer: name => (name.startsWith(`${side}.`) ? { space: unit, name: name.slice(side.length + 1) } : undefined),
    part: { proj, side },
  }
}

const partVariables = (part: Part, side: string, steps: Assignment[], handlers: Handler[]): Map<string, Variable> => {
  const variables = new Map<string, Variable>()
  for (const kind of ['state', 'learned'] as const)
    for (const [name, init] of Object.entries(part[kind] ?? {}))
      variables.set(`${side}.${name}`, { kind, init, compartment: side })
  const inHandlers = new Set(handlers.flatMap(h => h.assigns.map(a => a.target)))
  const seen = new Set<string>()
  const early = new Set<string>()
  for (const a of steps) {
    for (const n of namesIn(a.expr)) if (!seen.has(n)) early.add(n)
    seen.add(a.target)
  }
  for (const a of steps) {
    const known = variables.get(a.target)
    if (known || early.has(a.target) || inHandlers.has(a.target)) {
      if (!known)
        throw new SpecError(
          a.path,
          `an initial value under state, as '${a.target}' is read before it is assigned`,
          'none',
        )
      continue
    }
    variables.set(a.target, { kind: 'let', compartment: side })
  }
  return variables
}

/** Dimension of a variable by its initial value in the model. */
export const variableDim = (space: Space, { init }: Variable): Dim => {
  const dim = dimOfInit(init, dimsOfParams(space.params))
  return dim === 'any' ? NONE : dim
}

const paramDims = new WeakMap<object, ReadonlyMap<string, Dim>>()

const dimsOfParams = (params: Space['params']): ReadonlyMap<string, Dim> => {
  const known = paramDims.get(params) ?? new Map([...params].map(([name, { dim }]) => [name, dim]))
  paramDims.set(params, known)
  return known
}

/** State that starts as a duration is kept in whole ticks. */
export const isDuration = (space: Space, variable: Variable): boolean =>
  variable.kind !== 'let' && equal(variableDim(space, variable), TIME)

export const columnOf = (space: Space, name: string): string =>
  `${space.id}.${space.part ? name.slice(name.indexOf('.') + 1) : name}`

export const knownNames = (space: Space): string[] => [
  ...space.variables.keys(),
  ...space.ports,
  ...space.params.keys(),
  ...space.events.map(e => e.name),
]

export const requireHome = (space: Space, home: string, path: string): void => {
  if (!space.homes.includes(home))
    throw new SpecError(path, `a compartment of '${space.pop.name}': ${oneOf(home, space.homes)}`, `'${home}'`)
}

export const initOf = (space: Space, name: string): Init | undefined => {
  const given = space.part ? undefined : space.pop.spec.init?.[name]
  return given ?? space.variables.get(name)?.init
}
