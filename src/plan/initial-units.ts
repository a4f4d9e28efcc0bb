/** Initial state of units. */
import { SpecError } from '../errors.ts'
import type { Dim } from '../lang/dimension.ts'
import { compileNode } from '../lang/evaluate.ts'
import type { Value } from '../lang/lower.ts'
import { type Amount, parseQuantity } from '../lang/quantity.ts'
import { describe } from '../spec/model.ts'
import type { Init } from '../spec/types.ts'
import type { Initial } from './initial.ts'
import { checkUnit } from './units.ts'

/**
 * Initial value of one variable for each of `size` units: a constant, a list, or an equation of parameters, unit and draws. Numbers count
 * in the units of the plan (ms, mV, pA); a quantity or an equation with a unit must have that of the variable.
 */
export const initialUnits = (
  init: Init,
  size: number,
  lower: (text: string) => Value,
  dim: Dim,
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
  if (quantity) {
    checkUnit(quantity.dim, dim, path, init)
    return quantity.value
  }
  const { node, dim: own } = lower(init)
  checkUnit(own, dim, path, init)
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

const asQuantity = (text: string): Amount | undefined => {
  try {
    return parseQuantity(text)
  } catch {
    return undefined
  }
}
