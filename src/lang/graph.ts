/**
 * Builds graphs of primitives: interns nodes, folds constants in double, checks types, and applies the few identities
 * that must not depend on a back end (a factor that is constant 0 drops its term).
 */
import type { Graph, Leaf, Node, Type } from './node.ts'
import { primitive } from './ops.ts'

/** A new, empty graph. `op` throws a TypeError on an unknown name, a wrong arity or a wrong type. */
export const graph = (): Graph => {
  const interned = new Map<string, Node>()
  const intern = (key: string, make: (id: number) => Node): Node => {
    const known = interned.get(key)
    if (known) return known
    const node = make(interned.size)
    interned.set(key, node)
    return node
  }

  const constant = (value: number, type: Type = 'f32'): Node => {
    const kept = type === 'f32' ? value : type === 'i32' ? value | 0 : value ? 1 : 0
    const text = Object.is(kept, -0) ? '-0' : String(kept)
    return intern(`const ${type} ${text}`, id => ({ op: 'const', type, args: [], id, value: kept }))
  }

  const leaf = (type: Type, leaf: Leaf): Node =>
    intern(`${type} ${JSON.stringify(leaf)}`, id => ({ op: leaf.read, type, args: [], id, leaf }))

  const op = (name: string, ...args: Node[]): Node => {
    const type = check(name, args)
    if (args.every(isConstant)) return constant(fold(name, args), type)
    const simpler = simplify(name, args, constant)
    if (simpler) return simpler
    return intern(`${name} ${args.map(a => a.id).join(' ')}`, id => ({ op: name, type, args, id }))
  }

  const bounded = (node: Node, low: number, high: number): Node => {
    if (!isConstant(node)) (node as { range?: readonly [number, number] }).range = [low, high]
    return node
  }

  return { constant, leaf, op, bounded }
}

const isConstant = (node: Node) => node.op === 'const'

const fold = (name: string, args: Node[]): number => {
  const [a, b, c] = args.map(x => x.value as number)
  return primitive(name)!.fold(a, b, c)
}

/** The type of the result; throws where arguments do not fit. */
const check = (name: string, args: Node[]): Type => {
  const known = primitive(name)
  if (!known) throw new TypeError(`unknown primitive '${name}'`)
  const { args: wanted, type } = known
  if (args.length !== wanted.length)
    throw new TypeError(`${name}: expected ${wanted.length} arguments, got ${args.length}`)
  const any = args[wanted.indexOf('T')]?.type
  wanted.forEach((w, i) => {
    const need = w === 'T' ? any : w
    if (args[i].type !== need) throw new TypeError(`${name}: argument ${i + 1} must be ${need}, got ${args[i].type}`)
  })
  if (/^iu?sh[lr]$/.test(name) && !(isConstant(args[1]) && args[1].value! >= 0 && args[1].value! < 32))
    throw new TypeError(`${name}: the distance must be a constant from 0 to 31`)
  return type === 'T' ? any! : type
}

/** Identities that hold before a back end exists. 0 * x is 0 even where x is not finite; x + 0 is x even where x is -0. */
const simplify = (name: string, args: Node[], constant: Graph['constant']): Node | undefined => {
  const [a, b, c] = args
  const is = (node: Node, value: number) => isConstant(node) && node.value === value
  switch (name) {
    case 'add':
    case 'iadd':
    case 'ior':
    case 'ixor':
      return is(a, 0) ? b : is(b, 0) ? a : undefined
    case 'sub':
    case 'isub':
    case 'ishl':
    case 'ishr':
    case 'iushr':
      return is(b, 0) ? a : undefined
    case 'mul':
    case 'imul':
      return is(a, 0) || is(b, 0) ? constant(0, a.type) : is(a, 1) ? b : is(b, 1) ? a : undefined
    case 'div':
      return is(a, 0) ? constant(0) : is(b, 1) ? a : undefined
    case 'and':
      return is(a, 0) || is(b, 0) ? constant(0, 'bool') : is(a, 1) ? b : is(b, 1) ? a : undefined
    case 'or':
      return is(a, 1) || is(b, 1) ? constant(1, 'bool') : is(a, 0) ? b : is(b, 0) ? a : undefined
    case 'not':
    case 'neg':
      return a.op === name ? a.args[0] : undefined
    case 'select':
      return isConstant(a) ? (a.value ? b : c) : b === c ? b : undefined
    default:
      return undefined
  }
}
