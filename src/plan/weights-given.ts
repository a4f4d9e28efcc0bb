/** Initial weights as they are written: a number, an equation, a matrix, a file. */
import { SpecError } from '../errors.ts'
import type { Dim } from '../lang/dimension.ts'
import { lowerExpr, type Value } from '../lang/lower.ts'
import { within } from '../lang/within.ts'
import { describe, equation } from '../spec/model.ts'
import { eachSynapse } from './connect.ts'
import type { Context } from './context.ts'
import type { Initial } from './initial.ts'
import type { Proj } from './network.ts'
import type { Layout } from './plan.ts'
import { synapseScope } from './synapse-scope.ts'
import { synapseValue } from './synapse-value.ts'
import { checkUnit } from './units.ts'

export const filled =
  (layout: Layout, value: number): Initial =>
  () => {
    const out = new Float64Array(layout.size)
    eachSynapse(layout, (_pre, _post, element) => {
      out[element] = value
    })
    return out
  }

/** `unit`: of the weights, where it is known. */
export const byText = (
  ctx: Context,
  p: Proj,
  layout: Layout,
  text: string,
  path: string,
  unit: Dim | 'any' = 'any',
): Initial => {
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number)) return filled(layout, number)
  return byEquation(ctx, p, layout, { let: {}, value: text }, path, unit)
}

/** An equation for every synapse; the lets come first, in order. */
export const byEquation = (
  ctx: Context,
  p: Proj,
  layout: Layout,
  init: { let: Record<string, string>; value: string },
  path: string,
  unit: Dim | 'any' = 'any',
): Initial => {
  const names = new Map<string, Value>()
  const scope = synapseScope(ctx, p, `${p.name}.weights`, names)
  for (const [name, text] of Object.entries(init.let))
    names.set(
      name,
      within(`${path}.let.${name}`, () => lowerExpr(equation(text, ''), scope)),
    )
  const { node, dim } = within(`${path}.value`, () => lowerExpr(equation(init.value, ''), scope))
  if (node.type === 'bool') throw new SpecError(path, 'a number', 'a truth value')
  checkUnit(dim, unit, path, init.value)
  return keys => {
    const value = synapseValue(ctx, p, node, keys)
    const out = new Float64Array(layout.size)
    eachSynapse(layout, (pre, post, element) => {
      out[element] = value(pre, post)
    })
    return out
  }
}

/** values[pre][post], or [post][pre]? Always [pre][post]. */
export const given = (layout: Layout, values: number[][], path: string): Initial => {
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

export const loaded = (layout: Layout, values: ArrayLike<number>, path: string): Float64Array => {
  if (values.length !== layout.pres * layout.posts)
    throw new SpecError(`${path}.load`, `${layout.pres} x ${layout.posts} weights`, `${values.length}`)
  const out = new Float64Array(layout.size)
  eachSynapse(layout, (pre, post, element) => {
    out[element] = values[pre * layout.posts + post]
  })
  return out
}
