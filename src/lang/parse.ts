/** Text to syntax tree, by operator precedence (Pratt 1973). Nothing in the text is ever executed. */
import { SpecError } from '../errors.ts'
import type { BinaryOp, Expr } from './expr.ts'
import { fail, type Token, tokens } from './token.ts'

export const MAX_DEPTH = 200

const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ['||', 1],
  ['&&', 2],
  ['==', 3],
  ['!=', 3],
  ['<', 4],
  ['<=', 4],
  ['>', 4],
  ['>=', 4],
  ['+', 5],
  ['-', 5],
  ['*', 6],
  ['/', 6],
])

interface Reader {
  text: string
  list: Token[]
  next: number
  depth: number
}

/**
 * The syntax tree of an equation: numbers with or without units ('5 ms', '0.1 /ms'), dotted names, - !, * /, + -, comparisons,
 * && and ||, `a ? b : c`, calls and parentheses. At most 10,000 characters and 200 levels.
 * SpecError with path '' and the column; see `within` for the path.
 */
export const parse = (text: string): Expr => {
  const reader: Reader = { text, list: tokens(text), next: 0, depth: 0 }
  const expr = choice(reader)
  if (peek(reader).kind !== 'end') reject(reader, 'an operator or the end')
  checkDepth(expr)
  return expr
}

const peek = (r: Reader): Token => r.list[r.next]
const isSign = (token: Token, text: string) => token.kind === 'sign' && token.text === text

const take = (r: Reader, text: string): boolean => {
  if (!isSign(peek(r), text)) return false
  r.next++
  return true
}

const reject = (r: Reader, expected: string): never => {
  const token = peek(r)
  return fail(r.text, token.at, expected, token.kind === 'end' ? 'the end' : `'${token.text}'`)
}

const expect = (r: Reader, text: string) => {
  if (!take(r, text)) reject(r, `'${text}'`)
}

const deeper = (r: Reader, read: (r: Reader) => Expr): Expr => {
  if (++r.depth > MAX_DEPTH) tooDeep()
  const expr = read(r)
  r.depth--
  return expr
}

const tooDeep = (): never => {
  throw new SpecError('', `an equation nested at most ${MAX_DEPTH} deep`, 'a deeper one')
}

const choice = (r: Reader): Expr =>
  deeper(r, () => {
    const test = binary(r, 1)
    if (!take(r, '?')) return test
    const yes = choice(r)
    expect(r, ':')
    return { kind: 'choose', test, yes, no: choice(r), at: test.at }
  })

const binary = (r: Reader, least: number): Expr => {
  let left = unary(r)
  for (;;) {
    const token = peek(r)
    const strength = token.kind === 'sign' ? PRECEDENCE.get(token.text) : undefined
    if (strength === undefined || strength < least) return left
    r.next++
    left = { kind: 'binary', op: token.text as BinaryOp, left, right: binary(r, strength + 1), at: left.at }
  }
}

const unary = (r: Reader): Expr => {
  const { at } = peek(r)
  for (const op of ['-', '!'] as const) if (take(r, op)) return { kind: 'unary', op, arg: deeper(r, unary), at }
  return primary(r)
}

const primary = (r: Reader): Expr => {
  const token = peek(r)
  if (take(r, '(')) {
    const inner = choice(r)
    expect(r, ')')
    return inner
  }
  if (token.kind !== 'number' && token.kind !== 'name') return reject(r, "a number, a name or '('")
  r.next++
  if (token.kind === 'number')
    return { kind: 'number', value: token.value, ...(token.unit && { unit: token.unit }), at: token.at }
  if (take(r, '(')) return { kind: 'call', fn: token.text, args: parameters(r), at: token.at }
  return { kind: 'name', name: token.text, at: token.at }
}

const parameters = (r: Reader): Expr[] => {
  const args: Expr[] = []
  if (take(r, ')')) return args
  do args.push(choice(r))
  while (take(r, ','))
  expect(r, ')')
  return args
}

/** The parts of an expression, in the order written. */
export const parts = (expr: Expr): readonly Expr[] => {
  switch (expr.kind) {
    case 'unary':
      return [expr.arg]
    case 'binary':
      return [expr.left, expr.right]
    case 'choose':
      return [expr.test, expr.yes, expr.no]
    case 'call':
      return expr.args
    default:
      return []
  }
}

// A long chain a + b + c is deep to the left without any nesting in the text: recursion over the tree needs the same limit.
const checkDepth = (expr: Expr) => {
  let level: readonly Expr[] = [expr]
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) tooDeep()
    level = level.flatMap(parts)
  }
}

/** All that an expression reads, each once, in the order of first appearance: the names, and the functions it calls. */
export const names = (expr: Expr): { names: string[]; calls: string[] } => {
  const found = { names: new Set<string>(), calls: new Set<string>() }
  const visit = (e: Expr) => {
    if (e.kind === 'name') found.names.add(e.name)
    if (e.kind === 'call') found.calls.add(e.fn)
    for (const part of parts(e)) visit(part)
  }
  visit(expr)
  return { names: [...found.names], calls: [...found.calls] }
}
