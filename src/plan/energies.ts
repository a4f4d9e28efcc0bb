/** Populations that descend an energy of their couplings (Neuron.energy), and where these are. */
import { oneOf, SpecError } from '../errors.ts'
import type { Context } from './context.ts'
import { type Arriving, parameterAt, storageOf } from './limits.ts'
import type { Pop } from './network.ts'

export interface EnergyCheck {
  population: string
  size: number
  couplings: Arriving[]
  own(unit: number): number
}

/** Throws SpecError where a model names a parameter that it has not. */
export const energiesOf = (ctx: Context): EnergyCheck[] =>
  ctx.network.pops.flatMap(pop => {
    const { energy } = pop.model.neuron
    return energy ? [energyOf(ctx, pop, energy)] : []
  })

const energyOf = (ctx: Context, pop: Pop, { of, to, own }: { of: string; to: string; own: string }): EnergyCheck => {
  if (!pop.params.has(own))
    throw new SpecError(`populations.${pop.name}.neuron.energy.own`, oneOf(own, [...pop.params.keys()]), `'${own}'`)
  const couplings = ctx.network.projs.filter(
    p => p.from.pop === pop && p.to.pop === pop && p.from.column === of && p.to.port === `${to}.input`,
  )
  return {
    population: pop.name,
    size: pop.size,
    couplings: couplings.map(p => storageOf(ctx, p)),
    own: unit => parameterAt(pop, own, unit),
  }
}
