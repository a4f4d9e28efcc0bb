/**
 * Learning over lanes: an assignment is split at its outer + and -; each term that reads a lane is summed over lanes, the others
 * (decay, the weight itself) are applied once (docs/model.md, 'Lanes').
 */
import type { Expr } from '../lang/expr.ts'
import type { Node } from '../lang/node.ts'
import type { Context } from './context.ts'

interface Term {
  minus: boolean
  expr: Expr
}

const termsOf = (expr: Expr, minus = false): Term[] => {
  if (expr.kind === 'binary' && (expr.op === '+' || expr.op === '-'))
    return [...termsOf(expr.left, minus), ...termsOf(expr.right, expr.op === '-' ? !minus : minus)]
  return [{ minus, expr }]
}

export const laneTerms = (ctx: Context, expr: Expr, lower: (e: Expr) => Node, sum: (node: Node) => Node): Node => {
  const g = ctx.graph
  return termsOf(expr).reduce<Node | undefined>((total, { minus, expr: term }) => {
    const node = lower(term)
    const once = readsLane(ctx, node) ? sum(node) : node
    if (!total) return minus ? g.op('neg', once) : once
    return g.op(minus ? 'sub' : 'add', total, once)
  }, undefined)!
}

export const readsLane = (ctx: Context, node: Node): boolean => {
  const { leaf } = node
  if (leaf?.read === 'scalar') return leaf.name !== 'epoch' && leaf.name !== 'progress'
  if (leaf?.read === 'load' || leaf?.read === 'taps')
    return !leaf.column.startsWith('#lanes.') && !!ctx.columns.get(leaf.column)?.perLane
  return node.args.some(a => readsLane(ctx, a))
}
