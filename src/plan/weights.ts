/** Initial weights of a projection, by what its experiment says of them. */
import { SpecError } from '../errors.ts'
import type { Dim } from '../lang/dimension.ts'
import { hostRandom } from '../lang/random.ts'
import { describe } from '../spec/model.ts'
import type { Init, Weights } from '../spec/types.ts'
import { eachSynapse } from './connect.ts'
import { type Context, stream } from './context.ts'
import type { Initial } from './initial.ts'
import type { Proj } from './network.ts'
import type { Layout } from './plan.ts'
import { weightDim } from './units.ts'
import { byEquation, byText, filled, given, loaded } from './weights-given.ts'
import { dense, factorLayout, factorOf, tiles } from './weights-matrix.ts'

/**
 * Initial values of the weights of a projection, or with `unit` 'any' of what else has a value for each synapse. Draw streams are
 * registered now, so that keys can be made before.
 */
export const initialWeights = (
  ctx: Context,
  p: Proj,
  layout: Layout,
  weights: Weights | undefined = p.spec.weights,
  unit: Dim | 'any' = weightDim(ctx, p),
): Initial => {
  const path = `${p.path}.weights`
  if (weights === undefined) return filled(layout, 1)
  if (typeof weights === 'number') return filled(layout, weights)
  if (typeof weights === 'string') return byText(ctx, p, layout, weights, path, unit)
  if (Array.isArray(weights))
    throw new SpecError(path, 'a number, an equation or { values: [[..]] }', describe(weights))
  if ('let' in weights) return byEquation(ctx, p, layout, weights, path, unit)
  if ('values' in weights) return given(layout, weights.values, path)
  if ('load' in weights) return (_keys, files) => loaded(layout, files(weights.load), path)
  if ('sparse' in weights) return sparse(ctx, p, layout, weights, path, unit)
  if ('scale' in weights && 'of' in weights) {
    const of = initialWeights(ctx, p, layout, weights.of, unit)
    return (keys, files) => of(keys, files).map(w => w * (weights.scale as number))
  }
  if ('product' in weights) return product(ctx, p, layout, weights, path)
  if ('transpose' in weights) return transposed(ctx, p, layout, weights, path)
  if ('tile' in weights) return tiled(ctx, layout, weights.tile, path)
  if ('sign' in weights) return signs(ctx, layout, weights, path)
  if ('toward' in weights) return initialWeights(ctx, p, layout, (weights.value as Weights) ?? 0, unit)
  throw new SpecError(path, 'weights (docs/experiment.md)', describe(weights))
}

/** Exactly floor(zero * size) weights set to 0, the others scaled (Guerguiev et al. 2017, sparse feedback). */
const sparse = (
  ctx: Context,
  p: Proj,
  layout: Layout,
  weights: { sparse: { zero: number; scale: number }; of: Init },
  path: string,
  unit: Dim | 'any',
): Initial => {
  const { zero, scale } = weights.sparse
  if (!(zero >= 0 && zero <= 1)) throw new SpecError(`${path}.sparse.zero`, 'a number from 0 to 1', describe(zero))
  const of = initialWeights(ctx, p, layout, weights.of as Weights, unit)
  const number = stream(ctx, `${p.name}.sparse`)
  return (keys, files) => {
    const out = of(keys, files).map(w => w * scale)
    const elements: number[] = []
    eachSynapse(layout, (_pre, _post, element) => elements.push(element))
    const order = hostRandom(keys[number]).shuffle(elements.length)
    for (let k = 0; k < Math.floor(zero * elements.length); k++) out[elements[order[k]]] = 0
    return out
  }
}

/** W[pre][post] = sum over m of second[pre][m] * first[m][post]: feedback through a chain of random matrices. */
const product = (
  ctx: Context,
  p: Proj,
  layout: Layout,
  weights: { product: [{ from: string; weights: Weights }, string] },
  path: string,
): Initial => {
  const [first, secondName] = weights.product
  const factor = factorOf(ctx, p, first.from)
  const middle = factor.from.pop
  const second = ctx.network.projs.find(q => q.name === secondName)
  if (!second || second.from.pop !== p.from.pop || second.to.pop !== middle)
    throw new SpecError(
      `${path}.product[1]`,
      `a projection from '${p.from.pop.name}' to '${middle.name}'`,
      describe(secondName),
    )
  const a = initialWeights(ctx, factor, factorLayout(factor), first.weights, 'any')
  const secondLayout = ctx.layouts.get(second.name)!
  const b = initialWeights(ctx, second, secondLayout)
  return (keys, files) => {
    const left = b(keys, files)
    const right = a(keys, files)
    const out = new Float64Array(layout.size)
    const row = dense(secondLayout, left)
    eachSynapse(layout, (pre, post, element) => {
      let sum = 0
      for (let m = 0; m < middle.size; m++) sum += row[pre * middle.size + m] * right[m * p.to.pop.size + post]
      out[element] = sum
    })
    return out
  }
}

const transposed = (
  ctx: Context,
  p: Proj,
  layout: Layout,
  { transpose, scale = 1, noise = 0 }: { transpose: string; scale?: number; noise?: number },
  path: string,
): Initial => {
  const of = copied(ctx, layout, transpose, path)
  const jitter = noise ? byEquation(ctx, p, layout, { let: {}, value: `${noise} * randn()` }, path) : undefined
  return (keys, files) => {
    const extra = jitter?.(keys, files)
    return of(keys, files).map((w, i) => scale * w + (extra?.[i] ?? 0))
  }
}

const signs = (
  ctx: Context,
  layout: Layout,
  { sign, scale = 1 }: { sign: string; scale?: number | 'rms' },
  path: string,
): Initial => {
  const of = copied(ctx, layout, sign, path)
  return (keys, files) => {
    const w = of(keys, files)
    const square = w.reduce((sum, x) => sum + x * x, 0) / (layout.pres * layout.posts)
    const size = scale === 'rms' ? Math.sqrt(square) : scale
    return w.map(x => size * Math.sign(x))
  }
}

/** The transpose of another projection's initial weights. */
const copied = (ctx: Context, layout: Layout, name: string, path: string): Initial => {
  const other = ctx.network.projs.find(q => q.name === name)
  if (!other) throw new SpecError(path, 'the name of a projection', describe(name))
  const from = ctx.layouts.get(other.name)!
  if (from.posts !== layout.pres || from.pres !== layout.posts)
    throw new SpecError(
      path,
      `a projection with exchanged ends (${layout.posts} to ${layout.pres} units)`,
      `'${name}' (${from.pres} to ${from.posts})`,
    )
  const of = initialWeights(ctx, other, from)
  return (keys, files) => {
    const w = dense(from, of(keys, files))
    const out = new Float64Array(layout.size)
    eachSynapse(layout, (pre, post, element) => {
      out[element] = w[post * from.posts + pre]
    })
    return out
  }
}

const tiled = (ctx: Context, layout: Layout, name: string, path: string): Initial => {
  const other = ctx.network.projs.find(q => q.name === name)
  const from = other && ctx.layouts.get(other.name)
  if (!from) throw new SpecError(`${path}.tile`, 'the name of a projection with weights of its own', describe(name))
  const places = tiles(layout, from, path)
  const of = initialWeights(ctx, other, from)
  return (keys, files) => {
    const w = of(keys, files)
    return Float64Array.from(places, place => (place < 0 ? 0 : w[place]))
  }
}
