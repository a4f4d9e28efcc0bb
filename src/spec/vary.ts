/**
 * A value of an experiment that differs between replicas: 'projections.w1.set.eta=0.05..0.4'. The values are those of a range, evenly
 * spaced from its first to its last (or, with `log` behind it, in equal ratios), or of a list with commas, which begins again at its end.
 */
import { SpecError } from '../errors.ts'
import { equal, toText } from '../lang/dimension.ts'
import { type Amount, parseQuantity, toInternal } from '../lang/quantity.ts'
import { within } from '../lang/within.ts'
import { checkExperiment } from './check.ts'
import { setPath } from './set-path.ts'
import type { Experiment } from './types.ts'

export interface Varied {
  path: string
  values: unknown[] // one a replica
}

/** The values of one replica by path. */
export type Values = Record<string, unknown>

/** Replicas that a run has where only --vary says so: as many as its longest list. Throws SpecError where there is a range. */
export const replicasOf = (texts: readonly string[]): number =>
  Math.max(1, ...texts.map(text => listOf(split(text).values)?.length ?? noRange(text)))

const noRange = (text: string): never => {
  throw new SpecError('--replicas', 'how many, for a range', `none, with --vary ${text}`)
}

/** The values of `count` replicas, each by path. Throws SpecError. */
export const valuesOf = (texts: readonly string[], count: number): Values[] => {
  const all = texts.map(text => varied(text, count))
  const twice = all.find(({ path }, i) => all.findIndex(v => v.path === path) < i)
  if (twice) throw new SpecError('--vary', 'every path once', `'${twice.path}' twice`)
  return Array.from({ length: count }, (_, k) => Object.fromEntries(all.map(({ path, values }) => [path, values[k]])))
}

/** The experiment with the values of one replica. Throws SpecError. */
export const withValues = (experiment: Experiment, values: Values): Experiment =>
  checkExperiment(
    Object.entries(values).reduce(
      (changed, [path, value]) => within('--vary', () => setPath(changed, path, value)),
      experiment,
    ),
  )

const varied = (text: string, count: number): Varied => {
  const { path, values } = split(text)
  const list = listOf(values)
  if (list) return { path, values: Array.from({ length: count }, (_, k) => list[k % list.length]) }
  return { path, values: within(`--vary ${path}`, () => rangeOf(values, count)) }
}

const split = (text: string): { path: string; values: string } => {
  const at = text.indexOf('=')
  const values = text.slice(at + 1).trim()
  if (at < 1 || values === '')
    throw new SpecError(
      '--vary',
      'path=first..last or path=a,b,c, such as projections.w1.set.eta=0.05..0.4',
      `'${text}'`,
    )
  return { path: text.slice(0, at).trim(), values }
}

const range = /^([^,]+?)\.\.([^,]+?)(\s+log)?$/

/** The values of a list; undefined for a range. */
const listOf = (text: string): unknown[] | undefined => (range.test(text) ? undefined : pieces(text).map(parsed))

/** Cut at commas that stand in no brackets or quotes. */
const pieces = (text: string): string[] => text.match(/(?:\[[^\]]*\]|\{[^}]*\}|"[^"]*"|[^,])+/g) ?? []

/** A number, true, a list ... where it is JSON; else the text itself: 5 ms. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text.trim()
  }
}

const rangeOf = (text: string, count: number): (number | string)[] => {
  const [, first, last, log] = range.exec(text)!
  const [from, to] = [first, last].map(t => parseQuantity(t))
  if (!equal(from.dim, to.dim)) throw new SpecError('last', `a value in ${toText(from.dim)}, as the first`, `'${last}'`)
  const scale = toInternal(1, from.unit)
  const numbers = (log ? ratios : steps)(inUnit(from, scale), inUnit(to, scale), count)
  return numbers.map(x => (from.unit === '1' ? x : `${x} ${from.unit}`))
}

const inUnit = ({ value }: Amount, scale: number): number => value / scale

const steps = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, k) => (k === 0 ? rounded(from) : rounded(from + ((to - from) * k) / (count - 1))))

const ratios = (from: number, to: number, count: number): number[] => {
  if (!(from > 0 && to > 0)) throw new SpecError('log', 'values above 0', `${from}..${to}`)
  const ratio = root(to / from, Math.max(1, count - 1))
  return Array.from({ length: count }, (_, k) => rounded(from * power(ratio, k)))
}

/** Twelve digits: what a person would write, and further than float32 goes. */
const rounded = (x: number): number => Number(x.toPrecision(12))

// Math.pow differs between engines; these do not.
const power = (x: number, n: number): number => Array.from({ length: n }).reduce<number>(product => product * x, 1)

/** The n-th root, by halving the interval that holds it. */
const root = (x: number, n: number): number => {
  let [low, high] = [Math.min(1, x), Math.max(1, x)]
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2
    if (power(middle, n) < x) low = middle
    else high = middle
  }
  return (low + high) / 2
}
