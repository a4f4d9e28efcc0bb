/** The statements of a body as one value for each column that it writes and one count for each event that it raises. */
import type { At, Node, Type } from '../../lang/node.ts'
import type { Statement } from '../../plan/plan.ts'
import { made, number, numeric } from './prepare.ts'

export interface Values {
  /** By column: its new value, which is the old one where a guard does not hold. */
  readonly columns: Map<string, Node>
  /** By event: how often it happens, 0 for not. */
  readonly events: Map<string, Node>
}

/** `at`: where the element's old value is read. Nodes mean values before the body; only what a guard keeps sees earlier stores. */
export const valuesOf = (body: readonly Statement[], at: At): Values => {
  const columns = new Map<string, Node>()
  const events = new Map<string, Node>()
  const visit = (statements: readonly Statement[], guard: Node | undefined) => {
    for (const s of statements)
      if (s.do === 'when') visit(s.body, both(guard, s.test))
      else if (s.do === 'store') {
        const old = columns.get(s.column) ?? load(s.column, s.value.type, at)
        columns.set(s.column, guarded(guard, s.value, old))
      } else {
        const count = numeric(s.value)
        events.set(s.event, guarded(guard, count, number(0, count.type)))
      }
  }
  visit(body, undefined)
  return { columns, events }
}

const load = (column: string, type: Type, at: At): Node => ({
  ...made('load', type, []),
  leaf: { read: 'load', column, at },
})

const both = (a: Node | undefined, b: Node): Node => (a ? made('and', 'bool', [a, b]) : b)

const guarded = (guard: Node | undefined, value: Node, otherwise: Node): Node =>
  guard ? made('select', value.type, [guard, value, otherwise]) : value
