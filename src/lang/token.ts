/** Equations cut into numbers, names and signs. */
import { SpecError } from '../errors.ts'
import { isUnit } from './quantity.ts'

export type Token =
  | { kind: 'number'; value: number; unit?: string; at: number; text: string }
  | { kind: 'name' | 'sign' | 'end'; at: number; text: string }

export const MAX_LENGTH = 10_000

const SPACE = /[ \t\r\n]*/y
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const NAME = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/y
const SIGN = /<=|>=|==|!=|&&|\|\||[-+*/<>!?:(),]/y
// '5 ms', '5ms', '5 mV/ms'; and '0.1 /ms', where a blank before the slash and none after it tell it from a division.
const UNIT = /[ \t]*([A-Za-z]+\/[A-Za-z]+|[A-Za-z]+)(?![A-Za-z0-9_.])|[ \t]+(\/[A-Za-z]+)(?![A-Za-z0-9_.])/y
const SIMPLE_UNIT = /[ \t]*([A-Za-z]+)(?![A-Za-z0-9_.])/y

const match = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** 'column 5 of v + + 2', with the text shortened around the place. */
export const place = (text: string, at: number): string => {
  const from = Math.max(0, at - 40)
  const part = text.slice(from, at + 40)
  return `column ${at + 1} of '${from > 0 ? '…' : ''}${part}${at + 40 < text.length ? '…' : ''}'`
}

export const fail = (text: string, at: number, expected: string, received: string): never => {
  throw new SpecError('', expected, `${received} at ${place(text, at)}`)
}

/** The tokens of an equation, closed by one of kind 'end'. SpecError with the column on a sign that the language does not have. */
export const tokens = (text: string): Token[] => {
  if (text.length > MAX_LENGTH)
    throw new SpecError('', `an equation of at most ${MAX_LENGTH} characters`, String(text.length))
  const found: Token[] = []
  let at = skipSpace(text, 0)
  while (at < text.length) {
    const [token, end] = next(text, at)
    found.push(token)
    at = skipSpace(text, end)
  }
  found.push({ kind: 'end', at: text.length, text: '' })
  return found
}

const skipSpace = (text: string, at: number): number => at + (match(SPACE, text, at)?.[0].length ?? 0)

const next = (text: string, at: number): [Token, number] => {
  const number = match(NUMBER, text, at)
  if (number) return numberToken(text, at, number[0])
  const name = match(NAME, text, at)
  if (name) return [{ kind: 'name', at, text: name[0] }, at + name[0].length]
  const sign = match(SIGN, text, at)
  if (sign) return [{ kind: 'sign', at, text: sign[0] }, at + sign[0].length]
  const received = `'${String.fromCodePoint(text.codePointAt(at) ?? 0)}'`
  return fail(text, at, 'a number, a name, an operator or a parenthesis', received)
}

const numberToken = (text: string, at: number, digits: string): [Token, number] => {
  const value = Number(digits)
  if (!Number.isFinite(value)) fail(text, at, 'a finite number', digits)
  const end = at + digits.length
  const [unit, unitEnd] = unitAfter(text, end)
  return [{ kind: 'number', value, ...(unit && { unit }), at, text: text.slice(at, unitEnd) }, unitEnd]
}

const unitAfter = (text: string, end: number): [string | undefined, number] => {
  for (const pattern of [UNIT, SIMPLE_UNIT]) {
    const found = match(pattern, text, end)
    const unit = found?.[1] ?? found?.[2]
    if (found && unit && isUnit(unit)) return [unit, end + found[0].length]
  }
  return [undefined, end]
}
