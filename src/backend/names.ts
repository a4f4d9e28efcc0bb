/** A plan with its names resolved: what the back ends ask of it. */
import type { Node } from '../lang/node.ts'
import type { Column, EventList, Kernel, Layout, Plan, Statement } from '../plan/plan.ts'

/** The clocks of a lane, in the order in which they are kept, and after them the tick with which the next phase begins. */
export const clocks = ['presentation', 'tick', 'time', 'left', 'next'] as const
export const TICK = 1
export const TIME = 2
export const LEFT = 3
export const NEXT = 4
/** The clocks that an equation may read. */
export const readable: readonly string[] = clocks.slice(0, NEXT)
/** The scalars of the run: elements of the column 'scalars'. */
export const runScalars = ['epoch', 'progress'] as const

/** Elements that are kept for `size`: a multiple of 16. */
export const padded = (size: number) => (size + 15) & ~15

export interface Names {
  readonly plan: Plan
  column(name: string): Column
  list(name: string): EventList
  layout(name: string): Layout
  columnIndex(name: string): number
  listIndex(name: string): number
  layoutIndex(name: string): number
  /** Number of the probe that a log kernel feeds. */
  probes: readonly Probe[]
  probeIndex(name: string): number
}

export interface Probe {
  readonly name: string
  readonly event?: string
  readonly column?: string
}

/** Resolves names; throws where a plan contradicts itself. */
export const namesOf = (plan: Plan): Names => {
  const columns = indexOf('column', plan.columns)
  const lists = indexOf('event list', plan.lists)
  const layouts = indexOf('layout', plan.layouts)
  const probes = probesOf(plan)
  const probe = indexOf('probe', probes)
  for (const { name, slots } of [...plan.columns, ...plan.lists])
    if (slots < 1 || (slots & (slots - 1)) !== 0) throw new Error(`${name}: ${slots} slots are not a power of two`)
  return {
    plan,
    column: name => plan.columns[columns(name)],
    list: name => plan.lists[lists(name)],
    layout: name => plan.layouts[layouts(name)],
    columnIndex: columns,
    listIndex: lists,
    layoutIndex: layouts,
    probes,
    probeIndex: probe,
  }
}

const indexOf = (kind: string, items: readonly { name: string }[]) => {
  const index = new Map(items.map((item, i) => [item.name, i]))
  if (index.size !== items.length) throw new Error(`two ${kind}s of the plan have one name`)
  return (name: string): number => {
    const i = index.get(name)
    if (i === undefined) throw new Error(`the plan has no ${kind} '${name}'`)
    return i
  }
}

/** The three parts of a program that kernels stand in. */
export const parts = ['begin', 'tick', 'end'] as const

export const kernelsOf = (plan: Plan): Kernel[] =>
  Object.values(plan.programs).flatMap(program => parts.flatMap(part => program[part]))

const probesOf = (plan: Plan): Probe[] => {
  const found = new Map<string, Probe>()
  for (const kernel of kernelsOf(plan))
    if (kernel.verb === 'log')
      found.set(kernel.probe, { name: kernel.probe, event: kernel.event, column: kernel.column })
  return [...found.values()]
}

/** Statements of a body with those inside `when`. */
export const flatten = (body: readonly Statement[]): Statement[] =>
  body.flatMap(s => (s.do === 'when' ? [s, ...flatten(s.body)] : [s]))

/** Columns that the stores of a body write. */
export const stored = (body: readonly Statement[]): string[] =>
  flatten(body).flatMap(s => (s.do === 'store' ? [s.column] : []))

/** The nodes of a body, in the order in which its statements read them. */
export const rootsOf = (body: readonly Statement[]): Node[] =>
  flatten(body).map(s => (s.do === 'when' ? s.test : s.value))

/** Every node below `roots`, arguments before their users, each once. */
export const nodesBelow = (roots: readonly Node[], argsOf = (node: Node) => node.args): Node[] => {
  const seen = new Set<Node>()
  const visit = (node: Node) => {
    if (seen.has(node)) return
    argsOf(node).forEach(visit)
    seen.add(node)
  }
  roots.forEach(visit)
  return [...seen]
}

/** Columns that a kernel writes as it runs for a lane. */
const written = (kernel: Kernel): string[] => {
  switch (kernel.verb) {
    case 'step':
      return stored(kernel.body)
    case 'compact':
      return [kernel.list, kernel.count, ...kernel.hoisted.map(h => h.column)]
    case 'turn':
    case 'fill':
      return [kernel.column]
    case 'carry':
    case 'carry-graded':
      return [kernel.port]
    case 'fold':
    case 'fold-synapses':
    case 'taps':
      return [kernel.into]
    case 'log':
      return kernel.column === undefined ? [] : [kernel.column]
    default:
      return []
  }
}

/**
 * Whether a kernel runs once for all lanes, as lane 0: learn, fold-lanes and routine, and whatever writes shared columns
 * only. Throws where lanes would write to one element.
 */
export const runsOnce = (kernel: Kernel, names: Names): boolean => {
  if (kernel.verb === 'learn' || kernel.verb === 'fold-lanes' || kernel.verb === 'routine') return true
  const shared = written(kernel).map(name => !names.column(name).perLane)
  const raises = kernel.verb === 'step' && flatten(kernel.body).some(s => s.do === 'raise')
  const once = shared.length > 0 && shared.every(s => s) && !raises
  if (!once && shared.some(s => s) && names.plan.lanes > 1)
    throw new Error(`${describe(kernel)}: writes shared columns and columns of a lane`)
  return once
}

/** For messages about a plan. */
export const describe = (kernel: Kernel): string => ('name' in kernel ? `${kernel.verb} ${kernel.name}` : kernel.verb)
