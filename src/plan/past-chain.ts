/** Nested filters, averages and delays as one table over what they are of, their base. */
import type { Expr } from '../lang/expr.ts'
import { namesIn } from '../spec/walk.ts'
import type { Space } from './space.ts'

/** table[k] weighs the value of the base `lag + k` ticks ago. */
export interface Chain {
  space: Space
  base: Expr
  lag: number
  table: number[]
}

export const isEvent = (chain: Chain): boolean => chain.space.events.some(e => e.name === nameOf(chain.base))

export const nameOf = (expr: Expr): string => (expr.kind === 'name' ? expr.name : '')
export const letEquation = (space: Space, name: string): Expr | undefined => {
  if (space.variables.get(name)?.kind !== 'let') return undefined
  return Object.values(space.steps)
    .flat()
    .filter(a => a.target === name)
    .at(-1)?.expr
}

export const convolved = (a: number[], b: number[]): number[] => {
  const out = new Array(a.length + b.length - 1).fill(0)
  for (let i = 0; i < a.length; i++) for (let j = 0; j < b.length; j++) out[i + j] += a[i] * b[j]
  return out
}

export const homeOf = (space: Space, base: Expr): string | undefined => {
  const read = new Set(namesIn(base).map(name => name.split('.')[0]))
  return [...space.homes].reverse().find(home => read.has(home))
}
