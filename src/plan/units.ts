/** Whether what an experiment gives has the unit of where it goes. */
import { SpecError } from '../errors.ts'
import { type Dim, divide, equal, NONE, toText } from '../lang/dimension.ts'
import { dimOf } from '../lang/quantity.ts'
import { describe } from '../spec/model.ts'
import type { Context } from './context.ts'
import type { Pop, Proj } from './network.ts'
import { variableDim } from './space.ts'

/** A plain number counts in the units of the plan (ms, mV, pA), so it fits everywhere; a value with a unit must have that of its place. */
export const checkUnit = (own: Dim | 'any', wanted: Dim | 'any', path: string, given: unknown): void => {
  if (own === 'any' || wanted === 'any' || equal(own, NONE) || equal(own, wanted)) return
  throw new SpecError(path, equal(wanted, NONE) ? 'a plain number' : `a value in ${toText(wanted)}`, describe(given))
}

/** The unit of the weights of a projection: that of the port, over that of the column which is carried. 'any' where a let is. */
export const weightDim = (ctx: Context, p: Proj): Dim | 'any' => {
  const port = portDim(p.to.pop, p.to.port)
  const { pop, column } = p.from
  if (column === undefined) return port
  if (pop.model.ports.has(column)) return divide(port, portDim(pop, column))
  const space = ctx.spaces.find(s => !s.part && s.pop === pop)!
  const variable = space.variables.get(column)!
  return variable.kind === 'let' ? 'any' : divide(port, variableDim(space, variable))
}

const portDim = (pop: Pop, port: string): Dim => dimOf(pop.model.neuron.compartments[port.split('.')[0]].input ?? 1)
