/**
 * Weights that follow other weights: made again, in double on the host, at the moment that their `refresh` names ('presentation.end',
 * 'show.begin', 'show.end'). See docs/model.md, 'Weights'.
 */
import { oneOf, SpecError } from '../errors.ts'
import { describe } from '../spec/model.ts'
import type { Weights } from '../spec/types.ts'
import { weightsName } from './arrivals.ts'
import { eachSynapse } from './connect.ts'
import { addColumn, type Context } from './context.ts'
import { drawCall } from './draws.ts'
import { trainingMoments } from './moment-names.ts'
import type { Proj } from './network.ts'
import { asEquation, load, newPlace } from './place.ts'
import type { Kernel, Layout } from './plan.ts'
import { flush } from './scope.ts'
import { initialWeights } from './weights.ts'
import { factorLayout, factorOf, tiles } from './weights-matrix.ts'

/** Kernels of every projection whose weights are refreshed at `moment`. */
export const refreshAt = (ctx: Context, moment: string): Kernel[] =>
  ctx.network.projs.flatMap(p => (momentOf(p.spec.weights) === moment ? refresh(ctx, p, p.spec.weights!, 1) : []))

const momentOf = (weights: Weights | undefined): string | undefined => {
  if (typeof weights !== 'object' || weights === null || Array.isArray(weights)) return undefined
  if ('scale' in weights && 'of' in weights) return momentOf(weights.of)
  return 'refresh' in weights ? weights.refresh : undefined
}

const refresh = (ctx: Context, p: Proj, weights: Weights, scale: number): Kernel[] => {
  const path = `${p.path}.weights`
  if (typeof weights !== 'object' || Array.isArray(weights))
    throw new SpecError(path, 'weights made from others', describe(weights))
  if ('scale' in weights && 'of' in weights) return refresh(ctx, p, weights.of, scale * (weights.scale as number))
  if ('transpose' in weights)
    return [
      follow(ctx, p, 'transpose', weights.transpose, { scale: scale * (weights.scale ?? 1) }),
      ...noise(ctx, p, weights.noise),
    ]
  if ('tile' in weights) return [tile(ctx, p, weights.tile)]
  if ('sign' in weights) {
    const rms = weights.scale === 'rms'
    return [
      follow(ctx, p, 'sign', weights.sign, {
        scale: rms ? scale : scale * ((weights.scale as number) ?? 1),
        rms: rms ? 1 : 0,
      }),
    ]
  }
  if ('toward' in weights)
    return [
      follow(ctx, p, 'toward', weights.toward, { rate: weights.rate, decay: weights.decay ?? weights.rate, scale }),
    ]
  if ('product' in weights) return [product(ctx, p, weights.product, scale), ...noise(ctx, p, weights.noise)]
  throw new SpecError(path, 'transpose, tile, sign, toward or product', describe(weights))
}

/** Refuses a moment that never comes. */
export const checkRefresh = (ctx: Context): void => {
  const known = trainingMoments(ctx.network.experiment)
  for (const p of ctx.network.projs) {
    const moment = momentOf(p.spec.weights)
    if (moment !== undefined && !known.includes(moment))
      throw new SpecError(`${p.path}.weights.refresh`, oneOf(moment, known), describe(moment))
  }
}

const named = (ctx: Context, name: string, path: string): Proj => {
  const other = ctx.network.projs.find(q => q.name === name)
  if (!other || other.spec.routine)
    throw new SpecError(
      path,
      oneOf(
        name,
        ctx.network.projs.map(q => q.name),
      ),
      describe(name),
    )
  return other
}

const follow = (ctx: Context, p: Proj, name: string, otherName: string, params: Record<string, number>): Kernel => {
  const other = named(ctx, otherName, `${p.path}.weights`)
  const layout = ctx.layouts.get(p.name)!
  const from = elements(layoutOfWeights(ctx, other), true)
  const places = new Int32Array(layout.size).fill(-1)
  eachSynapse(layout, (pre, post, element) => {
    places[element] = from[pre * layout.posts + post]
  })
  return {
    verb: 'routine',
    name,
    reads: [weightsName(ctx, other), table(ctx, `${p.name}.places`, places)],
    writes: [weightsName(ctx, p)],
    params,
  }
}

/** The same copy as a transpose, from other places: the weights of one group for all. */
const tile = (ctx: Context, p: Proj, otherName: string): Kernel => {
  const path = `${p.path}.weights`
  const other = named(ctx, otherName, path)
  const places = tiles(ctx.layouts.get(p.name)!, layoutOfWeights(ctx, other), path)
  return {
    verb: 'routine',
    name: 'transpose',
    reads: [weightsName(ctx, other), table(ctx, `${p.name}.places`, places)],
    writes: [weightsName(ctx, p)],
    params: {},
  }
}

const layoutOfWeights = (ctx: Context, p: Proj): Layout => ctx.layouts.get(weightsName(ctx, p).slice(0, -2))!

/** Element of each pair of units as a table [pre][post], or exchanged [post][pre]; -1 where there is no synapse. */
const elements = (layout: Layout, exchanged = false): Int32Array => {
  const table = new Int32Array(layout.pres * layout.posts).fill(-1)
  eachSynapse(layout, (pre, post, element) => {
    table[exchanged ? post * layout.pres + pre : pre * layout.posts + post] = element
  })
  return table
}

const table = (ctx: Context, name: string, values: Int32Array): string => {
  addColumn(ctx, { name, size: values.length, type: 'i32', role: 'parameter', perLane: false, initial: values })
  return name
}

const product = (
  ctx: Context,
  p: Proj,
  [first, secondName]: [{ from: string; weights: Weights }, string],
  scale: number,
): Kernel => {
  const second = named(ctx, secondName, `${p.path}.weights.product[1]`)
  const factor = lowerFactor(ctx, p, first)
  const reads = [
    weightsName(ctx, second),
    table(ctx, `${p.name}.seconds`, elements(layoutOfWeights(ctx, second))),
    factor.column,
    table(ctx, `${p.name}.firsts`, factor.elements),
    table(ctx, `${p.name}.places`, elements(ctx.layouts.get(p.name)!)),
  ]
  return {
    verb: 'routine',
    name: 'product',
    reads,
    writes: [weightsName(ctx, p)],
    params: { middle: factor.middle, scale },
  }
}

interface Factor {
  column: string
  elements: Int32Array // [middle][post]
  middle: number
}

/** The weights of another projection as they are now, transposed; or fixed ones of its own, in a column. */
const lowerFactor = (ctx: Context, p: Proj, { from, weights }: { from: string; weights: Weights }): Factor => {
  const factor = factorOf(ctx, p, from)
  const middle = factor.from.pop.size
  if (typeof weights === 'object' && !Array.isArray(weights) && 'transpose' in weights) {
    const other = named(ctx, weights.transpose, `${p.path}.weights.product[0]`)
    return { column: weightsName(ctx, other), elements: elements(layoutOfWeights(ctx, other), true), middle }
  }
  const shape = factorLayout(factor)
  addColumn(ctx, { name: factor.name, size: shape.size, role: 'parameter', perLane: false })
  if (!ctx.values.has(factor.name)) ctx.values.set(factor.name, initialWeights(ctx, factor, shape, weights))
  return { column: factor.name, elements: elements(shape), middle }
}

/** Fresh noise on every weight: w = w + sd * randn(). */
const noise = (ctx: Context, p: Proj, sd: number | undefined): Kernel[] => {
  if (!sd) return []
  const place = newPlace(ctx, 'moment', undefined)
  const g = ctx.graph
  const space = ctx.spaces[0]
  const draw = asEquation(
    place,
    `${p.name}.refresh`,
    false,
    () => drawCall(place, space, 'randn', [], () => ({ node: g.constant(0), dim: 'any' }), 'synapse')!,
  )
  const w = load(ctx, weightsName(ctx, p), 'synapse')
  const value = flush(place, g.op('add', w, g.op('mul', g.constant(sd), draw.node)))
  return [
    { verb: 'learn', projection: p.name, layout: p.name, body: [{ do: 'store', column: weightsName(ctx, p), value }] },
  ]
}
