/** Walking over the syntax tree of an equation, with what the language already knows of it. */
import type { Expr } from '../lang/expr.ts'
import { names, parts } from '../lang/parse.ts'

export const walk = (e: Expr, visit: (e: Expr) => void): void => {
  visit(e)
  for (const part of parts(e)) walk(part, visit)
}

/** Every name that an equation reads, in order of first appearance. */
export const namesIn = (e: Expr): string[] => names(e).names

/** Whether the equation calls one of the functions. */
export const calls = (e: Expr, ...functions: string[]): boolean => names(e).calls.some(fn => functions.includes(fn))

/** The tree with every name replaced by what `rename` gives for it. */
export const renamed = (e: Expr, rename: (name: string) => string): Expr => {
  switch (e.kind) {
    case 'number':
      return e
    case 'name':
      return { ...e, name: rename(e.name) }
    case 'unary':
      return { ...e, arg: renamed(e.arg, rename) }
    case 'binary':
      return { ...e, left: renamed(e.left, rename), right: renamed(e.right, rename) }
    case 'choose':
      return { ...e, test: renamed(e.test, rename), yes: renamed(e.yes, rename), no: renamed(e.no, rename) }
    case 'call':
      return { ...e, args: e.args.map(a => renamed(a, rename)) }
  }
}
