/** Projections that have the weights of another: as the same storage (`tie`), or as a copy that is made when the run begins. */
import { oneOf, SpecError } from '../errors.ts'
import { describe } from '../spec/model.ts'
import type { Weights } from '../spec/types.ts'
import type { Proj } from './network.ts'

/** Ties lead to the projection that owns the weights, however many are in between: whether its ends are exchanged counts. Throws SpecError. */
export const resolveTies = (projs: readonly Proj[]): void => {
  for (const p of projs) {
    const owner = ownerOf(p, projs)
    if (owner === p) continue
    const isSame = p.from.pop === owner.from.pop && p.to.pop === owner.to.pop
    const isExchanged = p.from.pop === owner.to.pop && p.to.pop === owner.from.pop
    if (!isSame && !isExchanged)
      throw new SpecError(
        `${p.path}.weights.tie`,
        `a projection between '${p.from.pop.name}' and '${p.to.pop.name}'`,
        `'${owner.name}'`,
      )
    p.tie = { other: owner.name, transposed: !isSame }
  }
}

const ownerOf = (p: Proj, projs: readonly Proj[]): Proj => {
  const seen = [p]
  for (let name = tied(p); name !== undefined; name = tied(seen.at(-1)!)) {
    const other = projs.find(o => o.name === name)
    const place = `${seen.at(-1)!.path}.weights.tie`
    const names = projs.map(o => o.name)
    if (!other) throw new SpecError(place, oneOf(name, names), `'${name}'`)
    if (seen.includes(other))
      throw new SpecError(place, 'a projection with weights of its own', `'${name}', in a circle`)
    seen.push(other)
  }
  return seen.at(-1)!
}

const tied = ({ spec: { weights } }: Proj): string | undefined =>
  typeof weights === 'object' && 'tie' in weights ? weights.tie : undefined

/** Throws SpecError where initial weights are, in the end, copied from themselves. */
export const checkCopies = (projs: readonly Proj[]): void => {
  const sound = new Set<Proj>()
  const visit = (p: Proj, above: readonly Proj[]): void => {
    if (above.includes(p))
      throw new SpecError(
        `${p.path}.weights`,
        'weights that begin somewhere',
        `${describe(p.spec.weights)}, in a circle`,
      )
    if (sound.has(p)) return
    for (const name of copiedBy(p.spec.weights)) {
      const other = projs.find(o => o.name === name)
      if (other) visit(other, [...above, p])
    }
    sound.add(p)
  }
  for (const p of projs) visit(p, [])
}

/** The projections whose weights these are made of at the start. */
const copiedBy = (weights: Weights | undefined): string[] => {
  if (typeof weights !== 'object' || Array.isArray(weights)) return []
  if ('tie' in weights) return [weights.tie]
  if ('transpose' in weights) return [weights.transpose]
  if ('sign' in weights) return [weights.sign]
  if ('tile' in weights) return [weights.tile]
  if ('toward' in weights) return copiedBy(weights.value)
  if ('product' in weights) return [...copiedBy(weights.product[0].weights), weights.product[1]]
  return 'of' in weights ? copiedBy(weights.of) : []
}
