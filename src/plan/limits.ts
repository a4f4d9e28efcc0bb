/** What the parameters and initial states of a population must obey (Neuron.limits), as numbers that the host computes. */
import { oneOf, SpecError } from '../errors.ts'
import { NONE } from '../lang/dimension.ts'
import { compileNode } from '../lang/evaluate.ts'
import { lowerExpr, type Scope } from '../lang/lower.ts'
import { within } from '../lang/within.ts'
import { equation } from '../spec/model.ts'
import type { Limit } from '../spec/types.ts'
import { weightsName } from './arrivals.ts'
import type { Context } from './context.ts'
import type { Pop, Proj } from './network.ts'

/** A projection whose weights count: the column that holds them, and whether its ends are exchanged. */
export interface Arriving {
  column: string
  layout: string
  transposed: boolean
}

export interface LimitCheck {
  path: string // populations.gt.set.lambda
  size: number // units
  side: Side
  why?: string // what the bound is
  /** The limited value of a unit: a number, or the initial value of a column. */
  value: { column: string } | ((unit: number) => number)
  /** The bound for a unit, given initial values of columns and the sums of absolute weights that arrive at a compartment. */
  bound(unit: number, initial: (column: string, unit: number) => number, reach: Reach): number
  reaches: Record<string, Arriving[]> // by compartment
}

export type Side = Exclude<keyof Limit, 'why'>
export type Reach = (compartment: string, unit: number) => number

/** Throws SpecError where a limit names what the model does not have. */
export const limitsOf = (ctx: Context): LimitCheck[] =>
  ctx.network.pops.flatMap(pop =>
    Object.entries(pop.model.neuron.limits ?? {}).flatMap(([name, limit]) =>
      sides.filter(side => limit[side] !== undefined).map(side => limitOf(ctx, pop, name, side, limit)),
    ),
  )

const sides: readonly Side[] = ['above', 'from', 'below', 'upTo']

const limitOf = (ctx: Context, pop: Pop, name: string, side: Side, limit: Limit): LimitCheck => {
  const where = `populations.${pop.name}.neuron.limits.${name}.${side}`
  const reaches: LimitCheck['reaches'] = {}
  const { node } = within(where, () => lowerExpr(equation(String(limit[side]), ''), scopeOf(ctx, pop, reaches)))
  const run = compileNode(node, 64)
  return {
    path: `populations.${pop.name}.${pop.params.has(name) ? 'set' : 'init'}.${name}`,
    size: pop.size,
    side,
    ...(limit.why ? { why: limit.why } : {}),
    value: limited(pop, name, where),
    bound: (unit, initial, reach) =>
      run(leaf => {
        const read = leaf.read === 'scalar' ? leaf.name : ''
        if (read.startsWith('reach.')) return reach(read.slice('reach.'.length), unit)
        return pop.params.has(read) ? parameterAt(pop, read, unit) : initial(`${pop.name}.${read}`, unit)
      }),
    reaches,
  }
}

const isState = (pop: Pop, name: string): boolean => (pop.model.variables.get(name)?.kind ?? 'let') !== 'let'

const limited = (pop: Pop, name: string, where: string): LimitCheck['value'] => {
  if (pop.params.has(name)) return unit => parameterAt(pop, name, unit)
  if (isState(pop, name)) return { column: `${pop.name}.${name}` }
  throw new SpecError(where, oneOf(name, [...pop.params.keys()]), `'${name}'`)
}

export const parameterAt = ({ params }: Pop, name: string, unit: number): number => {
  const { value } = params.get(name)!
  return typeof value === 'number' ? value : value[unit]
}

/** Parameters, initial states, and reach.<compartment>, which is noted in `reaches`. */
const scopeOf = (ctx: Context, pop: Pop, reaches: LimitCheck['reaches']): Scope => ({
  graph: ctx.graph,
  resolve: name => {
    const leaf = ctx.graph.leaf('f32', { read: 'scalar', name })
    const parameter = pop.params.get(name)
    if (parameter) return { node: leaf, dim: parameter.dim }
    if (isState(pop, name)) return { node: leaf, dim: NONE }
    const [first, compartment] = name.split('.')
    if (first === 'reach' && pop.model.ports.has(`${compartment}.input`)) {
      reaches[compartment] = arriving(ctx, pop, compartment)
      return { node: leaf, dim: NONE }
    }
    throw new SpecError(`'${name}'`, oneOf(name, [...pop.params.keys()]), 'an unknown name')
  },
  call: () => undefined,
})

const arriving = (ctx: Context, pop: Pop, compartment: string): Arriving[] =>
  ctx.network.projs
    .filter(p => p.to.pop === pop && p.to.port === `${compartment}.input` && !p.spec.routine)
    .map(p => storageOf(ctx, p))

/** Where the weights of a projection are. */
export const storageOf = (ctx: Context, p: Proj): Arriving => ({
  column: weightsName(ctx, p),
  layout: owner(ctx, p).name,
  transposed: p.tie?.transposed ?? false,
})

const owner = (ctx: Context, p: Proj): Proj =>
  p.tie ? owner(ctx, ctx.network.projs.find(o => o.name === p.tie!.other)!) : p
