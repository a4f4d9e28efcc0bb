/** Initial weights as matrices: in full, of one group for many, of a factor of a product. */
import { SpecError } from '../errors.ts'
import { describe } from '../spec/model.ts'
import { eachRun, eachSynapse } from './connect.ts'
import type { Context } from './context.ts'
import type { Proj } from './network.ts'
import type { Layout } from './plan.ts'

/** Elements in layout order as a full matrix [pre][post]. */
export const dense = (layout: Layout, elements: ArrayLike<number>): Float64Array => {
  const out = new Float64Array(layout.pres * layout.posts)
  eachRun(layout, (pre, post, element, length) => {
    const row = pre * layout.posts + post
    for (let k = 0; k < length; k++) out[row + k] = elements[element + k]
  })
  return out
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
