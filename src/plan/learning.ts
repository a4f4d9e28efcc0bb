/** What is known while one key of a rule becomes kernels. */
import type { Expr } from '../lang/expr.ts'
import type { Node } from '../lang/node.ts'
import type { Context } from './context.ts'
import type { Proj } from './network.ts'
import type { Place } from './place.ts'
import type { Kernel } from './plan.ts'
import type { Space } from './space.ts'

export interface Learning {
  ctx: Context
  proj: Proj
  place: Place
  space: Space // of the rule's own names: its parameters
  key: string // 'presentation.end', 'post.spike'
  kernels: Kernel[]
  final: Map<string, Node> // synapse columns of the group at hand
  lanes: Node[]
  groups: number // learn kernels made so far
  guard?: Node
  locals: Map<string, Expr> // as written: they are lowered again where a unit's own state is assigned
  side?: 'pre' | 'post' // the unit whose learned state is being assigned
}

export const sideSpace = (ctx: Context, proj: Proj, side: 'pre' | 'post'): Space =>
  ctx.spaces.find(s => !s.part && s.pop === (side === 'pre' ? proj.from.pop : proj.to.pop))!
export const sidePart = (ctx: Context, proj: Proj, side: 'pre' | 'post'): Space | undefined =>
  ctx.spaces.find(s => s.part?.proj === proj && s.part.side === side)

export const unitEvent = (key: string): { side: 'pre' | 'post'; event: string } | undefined => {
  const match = /^(pre|post)\.(\w+)$/.exec(key)
  return match ? { side: match[1] as 'pre' | 'post', event: match[2] } : undefined
}
