/**
 * A `when` that seldom holds, in a pass of its own. Threads that compute in step walk through its body together where any of them
 * enters it, and a software adapter even where none does: a filter of thirty taps that is read once a phase was a quarter of a tick.
 */
import type { Statement } from '../../plan/plan.ts'
import { flatten, nodesBelow, rootsOf, stored } from '../names.ts'

type When = Extract<Statement, { do: 'when' }>

/** The `when`s of a body that may be done after the rest of it has been done for all elements. */
export const laterOf = (body: readonly Statement[]): When[] =>
  body.filter((s): s is When => s.do === 'when' && isApart(s, stored(body.filter(other => other !== s))))

/** It raises nothing, reads nothing that the others store, as a node means what it was before, and stores what none of them stores. */
const isApart = (when: When, others: readonly string[]): boolean => {
  const kept = new Set(others)
  const raises = flatten(when.body).some(s => s.do === 'raise')
  return !raises && ![...columnsRead(when), ...stored(when.body)].some(column => kept.has(column))
}

const columnsRead = (when: When): string[] =>
  nodesBelow(rootsOf([when])).flatMap(({ leaf }) => (leaf && 'column' in leaf ? [leaf.column] : []))
