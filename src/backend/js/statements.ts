/** The statements of a body as JavaScript. */
import type { Node } from '../../lang/node.ts'
import type { Statement } from '../../plan/plan.ts'
import { type Emitter, listOf, slotOf } from './scope.ts'
import { block } from './text.ts'

/** Statements on element `at`; `of` gives the text of a node. */
export const statements = (
  body: readonly Statement[],
  of: (node: Node) => string,
  at: string,
  emitter: Emitter,
): string[] =>
  body.flatMap(s => {
    if (s.do === 'store') return [store(s.column, at, of(s.value), emitter)]
    if (s.do === 'raise') return append(s.event, s.value, of(s.value), emitter)
    return block(`if (${of(s.test)})`, statements(s.body, of, at, emitter))
  })

export const store = (column: string, at: string, value: string, { names }: Emitter): string =>
  `c${names.columnIndex(column)}[${slotOf(names, column, 0, 'lane')} + ${at}] = ${value}`

/** Moves to the next slot of a list and declares its beginning b and the number of its entries n. */
export const turnList = (event: string, { names }: Emitter): string[] => {
  const i = names.listIndex(event)
  const mask = names.list(event).slots - 1
  return [
    `g${i}[lane] = (g${i}[lane] + 1) & ${mask}`,
    `const b${i} = ${listOf(names, event, 0, 'lane')}`,
    `let n${i} = 0`,
  ]
}

const append = (event: string, value: Node, text: string, { names }: Emitter): string[] => {
  const i = names.listIndex(event)
  if (value.type === 'f32') throw new Error(`event ${event}: expected a truth value or a whole number`)
  const more = value.type === 'bool' ? '' : ` | ((${text} > 255 ? 254 : ${text} - 1) << 24)`
  const test = value.type === 'bool' ? text : `${text} > 0`
  return [`if (${test}) e${i}[b${i} + 1 + n${i}++] = u${more}`]
}
