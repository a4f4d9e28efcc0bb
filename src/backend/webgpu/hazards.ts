/**
 * Which kernels of one dispatch have to wait for each other. A barrier costs more than a small kernel, and most neighbours
 * need none: element e of a column is always written and read by thread e mod threads.
 */
import type { Leaf, Node } from '../../lang/node.ts'
import type { Kernel } from '../../plan/plan.ts'
import { nodesBelow, stored } from '../names.ts'
import { bitWords, raisesOf } from './emit-step.ts'
import { nodesOf } from './tables.ts'

export interface Access {
  readonly what: string // a column, a list, or memory of the workgroup
  readonly write: boolean
  /** Each element by the thread of its number. */
  readonly own: boolean
}

export interface Accesses {
  /** Before the kernel's own first barrier. */
  readonly first: readonly Access[]
  /** After its own last barrier; undefined if it has none. */
  readonly last?: readonly Access[]
}

const column = (name: string, write: boolean, own: boolean): Access => ({ what: `column:${name}`, write, own })
const list = (name: string, write: boolean): Access => ({ what: `list:${name}`, write, own: false })
const bits: Access = { what: 'bits', write: true, own: false }
const parts: Access = { what: 'parts', write: true, own: false }

/** What evaluating nodes reads; `own` where the element computed is the element of the thread. */
const loads = (roots: readonly Node[], own: boolean): Access[] =>
  nodesBelow(roots).flatMap(({ leaf }) => (leaf ? load(leaf, own) : []))

const load = (leaf: Leaf, own: boolean): Access[] => {
  if (leaf.read === 'load') return [column(leaf.column, false, own && leaf.at === 'unit')]
  return leaf.read === 'taps' ? [column(leaf.column, false, own && leaf.at === 'unit')] : []
}

export const accessesOf = (kernel: Kernel): Accesses => {
  switch (kernel.verb) {
    case 'step':
      return step(kernel)
    case 'compact':
      return { first: [...loads(nodesOf(kernel), true), bits], last: [bits] }
    case 'turn':
    case 'fill':
      return { first: [column(kernel.column, true, true)] }
    case 'carry':
      return {
        first: [list(kernel.event, false), column(kernel.weights, false, false), column(kernel.port, true, true)],
      }
    case 'carry-graded': {
      const read = [column(kernel.value, false, false), column(kernel.weights, false, false)]
      return { first: [...read, column(kernel.port, true, true)] }
    }
    case 'learn': {
      const lists = [kernel.pres, kernel.posts].flatMap(event => (event === undefined ? [] : [list(event, false)]))
      const writes = stored(kernel.body).map(name => column(name, true, false))
      return { first: [...loads(nodesOf(kernel), false), ...lists, ...writes] }
    }
    case 'fold':
      return { first: [...loads(nodesOf(kernel), false), parts], last: [] }
    case 'fold-lanes':
      return { first: [...loads(nodesOf(kernel), false), column(kernel.into, true, true)] }
    case 'fold-synapses':
      return kernel.axis === 'all'
        ? { first: [...loads(nodesOf(kernel), false), parts], last: [] }
        : { first: [...loads(nodesOf(kernel), false), column(kernel.into, true, true)] }
    case 'taps':
      return { first: [list(kernel.event, false), column(kernel.into, true, true)] }
    case 'replay': {
      const read = [column(kernel.start, false, false), column(kernel.entries, false, false)]
      return { first: [...read, list(kernel.event, true)] }
    }
    case 'log': {
      const values = kernel.column === undefined ? [] : [column(kernel.column, false, true)]
      return { first: [...values, ...(kernel.event === undefined ? [] : [list(kernel.event, false)])] }
    }
    case 'routine':
      return { first: [] }
  }
}

const step = (kernel: Extract<Kernel, { verb: 'step' }>): Accesses => {
  const own = kernel.active === undefined
  const active = kernel.active
    ? [column(kernel.active.list, false, false), column(kernel.active.count, false, false)]
    : []
  const stores = stored(kernel.body).map(name => column(name, true, true))
  const first = [...loads(nodesOf(kernel), own), ...active, ...stores]
  if (raisesOf(kernel).length === 0) return { first }
  const counts: Access = { what: 'counts', write: true, own: false }
  return { first: [...first, counts, bits], last: bitWords(kernel) > 0 ? [bits] : [] }
}

const conflict = (a: Access, b: Access): boolean => a.what === b.what && (a.write || b.write) && !(a.own && b.own)

/** For each kernel, whether a barrier has to stand before it. The first follows one. */
export const barriersBefore = (kernels: readonly Kernel[]): boolean[] => {
  let open: Access[] = []
  return kernels.map(kernel => {
    const { first, last } = accessesOf(kernel)
    const wait = first.some(a => open.some(b => conflict(a, b)))
    if (wait) open = []
    open = last ? [...last] : [...open, ...first]
    return wait
  })
}
