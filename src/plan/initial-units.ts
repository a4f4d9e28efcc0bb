/** Initial state of units. */
import { SpecError } from '../errors.ts'
import { compileNode } from '../lang/evaluate.ts'
import type { Value } from '../lang/lower.ts'
import { parseQuantity } from '../lang/quantity.ts'
import { describe } from '../spec/model.ts'
import type { Init } from '../spec/types.ts'
import type { Initial } from './initial.ts'

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
