/** Values of which it is known that no flush would change them: 0 (not -0) or not small. */
import type { Node } from '../../lang/node.ts'
import { intervalOf } from './interval.ts'

/** Magnitudes below this are flushed. */
export const TINY = 2 ** -100

const known = new WeakMap<Node, number>()

/** The least magnitude of a value that is not 0, if a 0 is never -0; else 0. */
const least = (node: Node): number => {
  const made = known.get(node) ?? Math.max(fromBounds(node), fromParts(node))
  known.set(node, made)
  return made
}

const fromBounds = (node: Node): number => {
  const [low, high] = intervalOf(node)
  return Math.max(0, low, -high)
}

const fromParts = (node: Node): number => {
  const { op, args } = node
  switch (op) {
    case 'const':
      return Object.is(node.value, 0) ? Number.POSITIVE_INFINITY : Math.abs(Math.fround(node.value!))
    case 'flush':
      return Math.max(TINY, least(args[0]))
    case 'select':
      return Math.min(least(args[1]), least(args[2]))
    case 'min':
    case 'max':
      return Math.min(least(args[0]), least(args[1]))
    case 'toF32':
      return 1
    case 'mul':
      return args.every(a => intervalOf(a)[0] >= 0) ? least(args[0]) * least(args[1]) : 0
    default:
      return 0
  }
}

export const isSettled = (node: Node): boolean => node.type === 'f32' && least(node) >= TINY
