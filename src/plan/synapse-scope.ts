/** Names that equations about a synapse on the host may read: initial weights and conditions of connection. Evaluated in double. */
import { oneOf, SpecError } from '../errors.ts'
import { NONE } from '../lang/dimension.ts'
import type { Read } from '../lang/evaluate.ts'
import type { Scope, Value } from '../lang/lower.ts'
import type { Leaf } from '../lang/node.ts'
import { type DrawNumbers, normalDouble, uniform } from '../lang/random-host.ts'
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
      const name = `${fn}() ${draws++} ${stream(ctx, place)}`
      return { node: g.leaf('f32', { read: 'scalar', name }), dim: NONE }
    },
  }
}

/** Values of the leaves for one synapse. `keys`: the draw keys by stream number; `tables`: of further names. */
export const synapseReader = (
  ctx: Context,
  p: Proj,
  keys: ArrayLike<number> = [],
  tables: Map<string, UnitTable> = new Map(),
) => {
  const posts = p.to.pop.size
  const at = { pre: 0, post: 0 }
  const fans = ctx.fans.get(p.name)
  const tableOf = (name: string): UnitTable => {
    const known = tables.get(name) ?? unitTable(p, name, fans)
    tables.set(name, known)
    return known
  }
  const drawn = new Map<string, ((synapse: number) => number) | undefined>()
  const drawOf = (name: string) => {
    if (!drawn.has(name)) drawn.set(name, drawOfName(name, keys))
    return drawn.get(name)
  }
  const read: Read = leaf => {
    if (leaf.read !== 'scalar') return Number.NaN
    const draw = drawOf(leaf.name)
    if (draw) return draw(at.pre * posts + at.post)
    const { side, values } = tableOf(leaf.name)
    return values[at[side]]
  }
  return (pre: number, post: number): Read => {
    at.pre = pre
    at.post = post
    return read
  }
}

/** By the name that synapseScope gives a draw: `rand() 0 7` is the first one, of stream 7. A graph would take thirty steps for it. */
const drawOfName = (name: string, keys: ArrayLike<number>): ((synapse: number) => number) | undefined => {
  const [fn, presentation, number] = name.split(' ')
  const draw = { 'rand()': uniform, 'randn()': normalDouble }[fn]
  const input: DrawNumbers = { unit: 0, tick: 0, presentation: Number(presentation), key: keys[Number(number)] }
  return (
    draw &&
    (synapse => {
      input.unit = synapse // one object for millions of draws
      return draw(input)
    })
  )
}

export type Side = 'pre' | 'post'

/** The end whose unit decides a leaf of synapseScope; draws need both. */
export const sideOf = (leaf: Leaf): Side | 'both' => {
  if (leaf.read !== 'scalar' || leaf.name.includes('()')) return 'both'
  return leaf.name === 'fan.in' || leaf.name.startsWith('post.') ? 'post' : 'pre'
}

/** A name's value for every unit of its side: made once, as millions of synapses may ask for it. */
export interface UnitTable {
  side: Side
  values: ArrayLike<number>
}

const unitTable = (p: Proj, name: string, fans: Fans | undefined): UnitTable => {
  const side = sideOf({ read: 'scalar', name }) as Side
  if (name.startsWith('fan.')) return { side, values: side === 'post' ? fans!.in : fans!.out }
  const [, what] = name.split('.')
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
