/** Walking over the syntax tree of an equation. */
import type { Expr } from '../lang/expr.ts'

export const children = (e: Expr): Expr[] => {
  switch (e.kind) {
    case 'unary':
      return [e.arg]
    case 'binary':
      return [e.left, e.right]
    case 'choose':
      return [e.test, e.yes, e.no]
    case 'call':
      return e.args
    default:
      return []
  }
}

export const walk = (e: Expr, visit: (e: Expr) => void): void => {
  visit(e)
  for (const child of children(e)) walk(child, visit)
}

/** Every name that an equation reads, in order of appearance. */
export const namesIn = (e: Expr): string[] => {
  const found: string[] = []
  walk(e, node => {
    if (node.kind === 'name') found.push(node.name)
  })
  return found
}

/** Whether the equation calls one of the functions. */
export const calls = (e: Expr, ...functions: string[]): boolean => {
  let found = false
  walk(e, node => {
    if (node.kind === 'call' && functions.includes(node.fn)) found = true
  })
  return found
}

/** The text of an equation in one canonical form: equal trees have equal texts. */
export const textOf = (e: Expr): string => {
  switch (e.kind) {
    case 'number':
      return e.unit === undefined ? `${e.value}` : `${e.value} ${e.unit}`
    case 'name':
      return e.name
    case 'unary':
      return `(${e.op}${textOf(e.arg)})`
    case 'binary':
      return `(${textOf(e.left)} ${e.op} ${textOf(e.right)})`
    case 'choose':
      return `(${textOf(e.test)} ? ${textOf(e.yes)} : ${textOf(e.no)})`
    case 'call':
      return `${e.fn}(${e.args.map(textOf).join(', ')})`
  }
}

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
