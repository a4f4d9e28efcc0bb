/**
 * Keeping floats as they are written. SPIR-V's optimiser, which SwiftShader and drivers run, takes floats for real numbers unless a
 * shader forbids it, and WGSL has no word to forbid it: 3 * (1 / x) becomes 3 / x, x / 10 becomes x * 0.1. A value that passes
 * through its bits and a zero that only the host knows cannot be followed. Only pairs of operations that the optimiser's rules name
 * are kept apart (SPIRV-Tools, source/opt/folding_rules.cpp).
 */
import type { Node } from '../../lang/node.ts'

const products = new Set(['mul', 'div', 'neg'])
const sums = new Set(['add', 'sub', 'neg'])

const hasConstant = ({ op, args }: Node) => op === 'neg' || args.some(a => a.op === 'const')

/** Whether an optimiser may compute argument k and its user in one, or use a constant for another operation. */
export const mayMerge = (user: Node, k: number): boolean => {
  const { op } = user
  const arg = user.args[k]
  if (arg.op === 'const') return isArithmetic(user) && (arg.value === 0 || (op === 'div' && k === 1))
  if (op === 'neg' || arg.op === 'neg') return isArithmetic(user) && isArithmetic(arg)
  if (products.has(op) && products.has(arg.op)) return hasConstant(user) && hasConstant(arg)
  if (!sums.has(op)) return false
  if (sums.has(arg.op)) return (hasConstant(user) && hasConstant(arg)) || sharesOperand(user, arg)
  return arg.op === 'mul' && user.args.every(a => a.op === 'mul') && commonFactor(user.args)
}

const isArithmetic = ({ op }: Node) => products.has(op) || sums.has(op)

/** (a - b) + b. */
const sharesOperand = (user: Node, arg: Node) => user.args.some(a => a !== arg && arg.args.includes(a))

/** a * b + a * c. */
const commonFactor = ([left, right]: readonly Node[]) => left.args.some(a => right.args.includes(a))

/** The value as one that cannot be followed. */
export const opaque = (text: string): string => `bitcast<f32>(bitcast<i32>(${text}) | zero)`
