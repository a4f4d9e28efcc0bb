/** Syntax tree to text, with the parentheses that it needs and no others. Reading the text again gives the same tree. */
import type { Expr } from './expr.ts'

const STRENGTH: Record<string, number> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
}
const CHOOSE = 0
const UNARY = 7

/** The text of an expression: `print(parse('(a)*b'))` is 'a * b'. */
export const print = (expr: Expr): string => text(expr, CHOOSE)

const text = (expr: Expr, least: number): string => {
  switch (expr.kind) {
    case 'number':
      return expr.unit ? `${expr.value} ${expr.unit}` : String(expr.value)
    case 'name':
      return expr.name
    case 'call':
      return `${expr.fn}(${expr.args.map(print).join(', ')})`
    case 'unary':
      return wrap(`${expr.op}${text(expr.arg, UNARY)}`, UNARY < least)
    case 'binary':
      return wrap(
        `${text(expr.left, STRENGTH[expr.op])} ${expr.op} ${text(expr.right, STRENGTH[expr.op] + 1)}`,
        STRENGTH[expr.op] < least,
      )
    case 'choose':
      return wrap(`${text(expr.test, 1)} ? ${print(expr.yes)} : ${print(expr.no)}`, CHOOSE < least)
  }
}

const wrap = (inner: string, needed: boolean): string => (needed ? `(${inner})` : inner)
