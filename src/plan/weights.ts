/** Initial weights, synapse state and unit state, computed in double on the host from the draw keys of a seed. */
import { SpecError } from '../errors.ts'
import { compileNode } from '../lang/evaluate.ts'
import { lowerExpr, type Value } from '../lang/lower.ts'
import { parseQuantity } from '../lang/quantity.ts'
import { hostRandom, streamKey } from '../lang/random.ts'
import { within } from '../lang/within.ts'
import { describe, equation } from '../spec/model.ts'
import type { Init, Weights } from '../spec/types.ts'
import { eachSynapse } from './connect.ts'
import { type Context, stream } from './context.ts'
import type { Proj } from './network.ts'
import type { Layout } from './plan.ts'
import { synapseReader, synapseScope } from './synapse-scope.ts'

/** Values of a column, without padding (by element for layouts), given the draw keys and a reader of files. */
export type Initial = (keys: ArrayLike<number>, files: (name: string) => ArrayLike<number>) => Float64Array

export interface InitialColumn {
  column: string
  values: Initial
}

/** Initial values of the weights of a projection. Draw streams are registered now, so that keys can be made before. */
export const initialWeights = (
  ctx: Context,
  p: Proj,
  layout: Layout,
  weights: Weights | undefined = p.spec.weights,
): Initial => {
  const path = `${p.path}.weights`
  if (weights === undefined) return filled(layout, 1)
  if (typeof weights === 'number') return filled(layout, weights)
  if (typeof weights === 'string') return byText(ctx, p, layout, weights, path)
  if (Array.isArray(weights))
    throw new SpecError(path, 'a number, an equation or { values: [[..]] }', describe(weights))
  if ('let' in weights) return byEquation(ctx, p, layout, weights, path)
  if ('values' in weights) return given(layout, weights.values, path)
  if ('load' in weights) return (_keys, files) => loaded(layout, files(weights.load), path)
  if ('sparse' in weights) return sparse(ctx, p, layout, weights, path)
  if ('scale' in weights && 'of' in weights) {
    const of = initialWeights(ctx, p, layout, weights.of)
    return (keys, files) => of(keys, files).map(w => w * (weights.scale as number))
  }
  if ('product' in weights) return product(ctx, p, layout, weights, path)
  if ('transpose' in weights) return transposed(ctx, p, layout, weights, path)
  if ('tile' in weights) return tiled(ctx, layout, weights.tile, path)
  if ('sign' in weights) return signs(ctx, layout, weights, path)
  if ('toward' in weights) return initialWeights(ctx, p, layout, (weights.value as Weights) ?? 0)
  throw new SpecError(path, 'weights (docs/experiment.md)', describe(weights))
}

const filled =
  (layout: Layout, value: number): Initial =>
  () => {
    const out = new Float64Array(layout.size)
    eachSynapse(layout, (_pre, _post, element) => {
      out[element] = value
    })
    return out
  }

const byText = (ctx: Context, p: Proj, layout: Layout, text: string, path: string): Initial => {
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number)) return filled(layout, number)
  return byEquation(ctx, p, layout, { let: {}, value: text }, path)
}

/** An equation for every synapse; the lets come first, in order. */
export const byEquation = (
  ctx: Context,
  p: Proj,
  layout: Layout,
  init: { let: Record<string, string>; value: string },
  path: string,
): Initial => {
  const names = new Map<string, Value>()
  const scope = synapseScope(ctx, p, `${p.name}.weights`, names)
  for (const [name, text] of Object.entries(init.let))
    names.set(
      name,
      within(`${path}.let.${name}`, () => lowerExpr(equation(text, ''), scope)),
    )
  const { node } = within(`${path}.value`, () => lowerExpr(equation(init.value, ''), scope))
  if (node.type === 'bool') throw new SpecError(path, 'a number', 'a truth value')
  return keys => {
    const run = compileNode(node, 64)
    const reader = synapseReader(ctx, p, keys)
    const out = new Float64Array(layout.size)
    eachSynapse(layout, (pre, post, element) => {
      out[element] = run(reader(pre, post))
    })
    return out
  }
}

/** values[pre][post], or [post][pre]? Always [pre][post]. */
const given = (layout: Layout, values: number[][], path: string): Initial => {
  if (!Array.isArray(values) || values.length !== layout.pres)
    throw new SpecError(`${path}.values`, `${layout.pres} rows, one a presynaptic unit`, describe(values?.length))
  values.forEach((row, i) => {
    if (!Array.isArray(row) || row.length !== layout.posts)
      throw new SpecError(
        `${path}.values[${i}]`,
        `${layout.posts} numbers, one a postsynaptic unit`,
        describe(row?.length),
      )
    row.forEach((w, j) => {
      if (typeof w !== 'number' || !Number.isFinite(w))
        throw new SpecError(`${path}.values[${i}][${j}]`, 'a finite number', describe(w))
    })
  })
  return () => {
    const out = new Float64Array(layout.size)
    eachSynapse(layout, (pre, post, element) => {
      out[element] = values[pre][post]
    })
    return out
  }
}

const loaded = (layout: Layout, values: ArrayLike<number>, path: string): Float64Array => {
  if (values.length !== layout.pres * layout.posts)
    throw new SpecError(`${path}.load`, `${layout.pres} x ${layout.posts} weights`, `${values.length}`)
  const out = new Float64Array(layout.size)
  eachSynapse(layout, (pre, post, element) => {
    out[element] = values[pre * layout.posts + post]
  })
  return out
}

/** Exactly floor(zero * size) weights set to 0, the others scaled (Guerguiev et al. 2017, sparse feedback). */
const sparse = (
  ctx: Context,
  p: Proj,
  layout: Layout,
  weights: { sparse: { zero: number; scale: number }; of: Init },
  path: string,
): Initial => {
  const { zero, scale } = weights.sparse
  if (!(zero >= 0 && zero <= 1)) throw new SpecError(`${path}.sparse.zero`, 'a number from 0 to 1', describe(zero))
  const of = initialWeights(ctx, p, layout, weights.of as Weights)
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
  const a = initialWeights(ctx, factor, factorLayout(factor), first.weights)
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

/** The lower factor of a product, as if it were a projection from the population between. */
export const factorOf = (ctx: Context, p: Proj, from: string): Proj => {
  const middle = ctx.network.pops.find(q => q.name === from)
  if (!middle) throw new SpecError(`${p.path}.weights.product[0].from`, 'a population', describe(from))
  const factor: Proj = { ...p, name: `${p.name}.factor`, from: { pop: middle }, tie: undefined }
  const posts = p.to.pop.size
  ctx.fans.set(factor.name, { in: new Array(posts).fill(middle.size), out: new Array(middle.size).fill(posts) })
  return factor
}

export const factorLayout = ({ name, from, to }: Proj): Layout => {
  const posts = to.pop.size
  return { name, kind: 'dense', pres: from.pop.size, posts, stride: posts, size: from.pop.size * posts }
}

/** Elements in layout order as a full matrix [pre][post]. */
export const dense = (layout: Layout, elements: ArrayLike<number>): Float64Array => {
  const out = new Float64Array(layout.pres * layout.posts)
  eachSynapse(layout, (pre, post, element) => {
    out[pre * layout.posts + post] = elements[element]
  })
  return out
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

/** Element of the weights of one group for every synapse of a layout of many groups; -1 where the group has no such synapse. */
export const tiles = (layout: Layout, from: Layout, path: string): Int32Array => {
  if (layout.pres % from.pres !== 0 || layout.posts % from.posts !== 0)
    throw new SpecError(
      path,
      `a projection between populations that divide ${layout.pres} and ${layout.posts} units`,
      `one from ${from.pres} to ${from.posts}`,
    )
  const elements = new Int32Array(from.pres * from.posts).fill(-1)
  eachSynapse(from, (pre, post, element) => {
    elements[pre * from.posts + post] = element
  })
  const places = new Int32Array(layout.size).fill(-1)
  eachSynapse(layout, (pre, post, element) => {
    places[element] = elements[(pre % from.pres) * from.posts + (post % from.posts)]
  })
  return places
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

/** Initial value of one variable for each of `size` units: a constant, a list, or an equation of parameters, unit and draws. */
export const initialUnits = (
  init: Init,
  size: number,
  lower: (text: string) => Value,
  path: string,
  parameterOf: (column: string, unit: number) => number,
): number | number[] | Initial => {
  if (typeof init === 'number') return init
  if (Array.isArray(init)) {
    if (init.length !== size) throw new SpecError(path, `${size} values, one a unit`, `${init.length}`)
    return init
  }
  if (typeof init !== 'string') throw new SpecError(path, 'a quantity, an equation or a list', describe(init))
  const quantity = asQuantity(init)
  if (quantity !== undefined) return quantity
  const { node } = lower(init)
  if (node.op === 'const') return node.value!
  const run = compileNode(node, 64)
  return keys =>
    Float64Array.from({ length: size }, (_, unit) =>
      run(leaf => {
        if (leaf.read === 'index') return unit
        if (leaf.read !== 'load') throw new SpecError(path, 'parameters, unit and draws', `'${init}'`)
        return leaf.column === 'keys' ? keys[leaf.index!] : parameterOf(leaf.column, unit)
      }),
    )
}

const asQuantity = (text: string): number | undefined => {
  try {
    return parseQuantity(text).value
  } catch {
    return undefined
  }
}

/** The draw keys of a seed and replica, by stream number. */
export const keysOf = (streams: readonly string[], seed: number, replica: number): Int32Array =>
  Int32Array.from(streams, name => streamKey(seed, replica, name))
