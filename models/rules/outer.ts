import { rule } from '../../src/spec/define.ts'

/** The weight is the second moment of the two directions, over the batch. */
export const outer = rule({
  name: 'outer',
  about: 'sum over the batch of the product of two directions',
  source: 'Nøkland & Eidnes 2019, ICML, arXiv 1901.06656, eq 2, written as moments',
  params: {},
  on: { 'show.end': { w: 'sum(lanes, post.soma.u * pre.soma.u)' } },
})
