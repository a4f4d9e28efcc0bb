/** Names that equations about a synapse on the host may read: initial weights and conditions of connection. Evaluated in double. */
import { oneOf, SpecError } from '../errors.ts'
import { NONE } from '../lang/dimension.ts'
import type { Read } from '../lang/evaluate.ts'
import type { Scope, Value } from '../lang/lower.ts'
import { normal, uniform } from '../lang/random.ts'
import type { Fans } from './connect.ts'
import { type Context, stream } from './context.ts'
import type { Pop, Proj } from './network.ts'

const sideNames = ['unit', 'size', 'group', 'groups', 'member', 'members', 'row', 'column', 'x', 'y']

/** Scope over pre.*, post.*, fan.*, rand(), randn(), the rule's parameters, and `extra` names. Draws are keyed by `place`. */
export const synapseScope = (ctx: Context, p: Proj, place: string, extra: Map<string, Value> = new Map()): Scope => {
  const g = ctx.graph
  let draws = 0
  const resolve = (name: string): Value => {
    const known = extra.get(name)
    if (known) return known
    const [side, rest] = name.split('.')
    if ((side === 'pre' || side === 'post') && sideNames.includes(rest))
      return { node: g.leaf('f32', { read: 'scalar', name }), dim: NONE }
    if (name === 'fan.in' || name === 'fan.out') return { node: g.leaf('f32', { read: 'scalar', name }), dim: NONE }
    if (name === 'pi') return { node: g.constant(Math.PI), dim: NONE }
    const parameter = p.params.get(name)
    if (parameter && typeof parameter.value === 'number')
      return { node: g.constant(parameter.value), dim: parameter.dim }
    const all = [
      ...extra.keys(),
      ...sideNames.flatMap(n => [`pre.${n}`, `post.${n}`]),
      'fan.in',
      'fan.out',
      'pi',
      ...p.params.keys(),
    ]
    throw new SpecError(`'${name}'`, oneOf(name, all), 'an unknown name')
  }
  return {
    graph: g,
    resolve,
    call: (fn, args) => {
      if ((fn !== 'rand' && fn !== 'randn') || args.length > 0) return undefined
      const inputs = {
        unit: g.leaf('i32', { read: 'index', of: 'synapse' }),
        tick: g.constant(0, 'i32'),
        presentation: g.constant(draws++, 'i32'),
        key: g.leaf('i32', { read: 'load', column: 'keys', at: 'fixed', index: stream(ctx, place) }),
      }
      return { node: fn === 'rand' ? uniform(g, inputs) : normal(g, inputs), dim: NONE }
    },
  }
}

/** Values of the leaves for one synapse. `keys`: the draw keys by stream number. */
export const synapseReader = (ctx: Context, p: Proj, keys: ArrayLike<number> = []) => {
  const posts = p.to.pop.size
  const at = { pre: 0, post: 0 }
  const fans = ctx.fans.get(p.name)
  const tables = new Map<string, UnitTable>()
  const tableOf = (name: string): UnitTable => {
    const known = tables.get(name) ?? unitTable(p, name, fans)
    tables.set(name, known)
    return known
  }
  const read: Read = leaf => {
    if (leaf.read === 'index') return at.pre * posts + at.post
    if (leaf.read === 'load') return keys[leaf.index!]
    if (leaf.read !== 'scalar') return Number.NaN
    const { side, values } = tableOf(leaf.name)
    return values[at[side]]
  }
  return (pre: number, post: number): Read => {
    at.pre = pre
    at.post = post
    return read
  }
}

/** A name's value for every unit of its side: made once, as millions of synapses may ask for it. */
interface UnitTable {
  side: 'pre' | 'post'
  values: ArrayLike<number>
}

const unitTable = (p: Proj, name: string, fans: Fans | undefined): UnitTable => {
  if (name === 'fan.in') return { side: 'post', values: fans!.in }
  if (name === 'fan.out') return { side: 'pre', values: fans!.out }
  const [side, what] = name.split('.') as ['pre' | 'post', string]
  const { pop } = side === 'pre' ? p.from : p.to
  return { side, values: Float64Array.from({ length: pop.size }, (_, unit) => unitValue(pop, what, unit)) }
}

const unitValue = (pop: Pop, what: string, unit: number): number => {
  const [rows, columns] = pop.shape ?? [1, pop.size]
  switch (what) {
    case 'size':
      return pop.size
    case 'groups':
      return pop.groups
    case 'members':
      return pop.members
    case 'group':
    case 'row':
      return Math.floor(unit / columns)
    case 'member':
    case 'column':
      return unit % columns
    case 'x':
      return ((unit % columns) + 0.5) / columns
    case 'y':
      return (Math.floor(unit / columns) + 0.5) / rows
    default:
      return unit
  }
}
