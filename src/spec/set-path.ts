/** One value of an experiment changed by its path. */
import { oneOf, SpecError } from '../errors.ts'
import { describe } from './model.ts'
import type { Experiment } from './types.ts'

type Json = Record<string, unknown>

/**
 * A copy in which `path` has `value`. Lists are addressed by number or, where their members have one, by name: 'projections.w1.set.eta',
 * 'train.0.epochs', 'probes[1].samples'. Throws SpecError where the path is not known.
 */
export const setPath = (experiment: Experiment, path: string, value: unknown): Experiment => {
  const steps = path.replace(/\[(\w+)\]/g, '.$1').split('.')
  const copy = structuredClone(experiment) as unknown as Json
  let at: Json = copy
  const walked: string[] = []
  steps.forEach((step, i) => {
    const place = walked.join('.')
    const key = keyOf(at, step, place, i === steps.length - 1 ? settable(copy, walked) : undefined)
    walked.push(key)
    if (i === steps.length - 1) at[key] = value
    else at = inside(at, key, walked, copy)
  })
  return copy as unknown as Experiment
}

/** What stands below a key; the table of parameters is made where a model has some and none is set yet. */
const inside = (at: Json, key: string, walked: readonly string[], copy: Json): Json => {
  if (at[key] === undefined && settable(copy, walked)) at[key] = {}
  const next = at[key]
  if (typeof next === 'object' && next !== null) return next as Json
  throw new SpecError(`--set ${walked.join('.')}`, 'a part that has parts', describe(next))
}

const keyOf = (at: Json, step: string, place: string, more: readonly string[] = []): string => {
  const known = [...new Set([...namesOf(at), ...more, ...(isOwner(at) ? ['set'] : [])])]
  const key = Array.isArray(at) ? indexOf(at, step) : step
  if (key !== undefined && (Object.hasOwn(at, key) || (known.includes(key) && !Array.isArray(at)))) return key
  throw new SpecError(`--set ${place ? `${place}.` : ''}${step}`, oneOf(step, known), `'${step}'`)
}

/** A population or a projection with a rule: it has parameters, set or not. */
const isOwner = (at: Json): boolean => typeof at.neuron === 'object' || typeof at.rule === 'object'

const namesOf = (at: Json): string[] =>
  Array.isArray(at) ? at.map((member, i) => (member as { name?: string } | null)?.name ?? String(i)) : Object.keys(at)

const indexOf = (list: unknown[], step: string): string | undefined => {
  const named = list.findIndex(member => (member as { name?: unknown } | null)?.name === step)
  if (named >= 0) return String(named)
  return /^\d+$/.test(step) && Number(step) < list.length ? String(Number(step)) : undefined
}

/** The parameters that may stand at a path which ends with 'set'. */
const settable = (copy: Json, walked: readonly string[]): string[] | undefined => {
  if (walked.at(-1) !== 'set') return undefined
  const owner = walked.slice(0, -1).reduce<Json | undefined>((at, key) => at?.[key] as Json | undefined, copy)
  const model = (owner?.neuron ?? owner?.rule) as { params?: object } | undefined
  return model?.params ? Object.keys(model.params) : undefined
}
