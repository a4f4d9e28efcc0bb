/** One value of an experiment changed by its path. */
import { oneOf, SpecError } from '../errors.ts'
import { describe } from './model.ts'
import type { Check } from './shape.ts'
import { experimentShape } from './shapes.ts'
import type { Experiment } from './types.ts'

type Json = Record<string, unknown>

/** What stands at a place of the experiment, and what may. */
interface Place {
  value: Json
  shape: Check | undefined
  /** Names besides those that the shape knows: the parameters of a model. */
  params: readonly string[]
  path: string
}

/**
 * A copy in which `path` has `value`. Lists are addressed by number or, where their members have one, by name: 'projections.w1.set.eta',
 * 'train.0.epochs', 'probes[1].samples'. Throws SpecError where the path is not known; whether the value is right, checkExperiment says.
 */
export const setPath = (experiment: Experiment, path: string, value: unknown): Experiment => {
  const steps = path.replace(/\[([^\]]*)\]/g, '.$1').split('.')
  const copy = structuredClone(experiment) as unknown as Json
  const last = steps.slice(0, -1).reduce(below, { value: copy, shape: experimentShape, params: [], path: '' })
  last.value[keyOf(last, steps.at(-1)!)] = value
  return copy as unknown as Experiment
}

/** One step down; the table of parameters is made where a model has some and none is set yet. */
const below = (place: Place, step: string): Place => {
  const key = keyOf(place, step)
  const params = key === 'set' ? paramsOf(place.value) : []
  if (place.value[key] === undefined && params.length > 0) place.value[key] = {}
  const value = place.value[key]
  const path = pathOf(place, step)
  if (typeof value !== 'object' || value === null) throw new SpecError(path, 'a part that has parts', describe(value))
  return { value: value as Json, shape: place.shape?.below?.(key), params, path }
}

const pathOf = ({ path }: Place, step: string): string => (path ? `${path}.${step}` : step)

const keyOf = (place: Place, step: string): string => {
  const key = Array.isArray(place.value) ? indexOf(place.value, step) : keyNamed(place, step)
  if (key !== undefined) return key
  throw new SpecError(pathOf(place, step), oneOf(step, namesOf(place)), `'${step}'`)
}

const keyNamed = (place: Place, step: string): string | undefined => (namesOf(place).includes(step) ? step : undefined)

const namesOf = ({ value, shape, params }: Place): string[] =>
  Array.isArray(value)
    ? value.map((member, i) => nameOf(member) ?? String(i))
    : [...new Set([...Object.keys(value), ...(shape?.keys ?? []), ...params])]

const nameOf = (member: unknown): string | undefined => {
  const { name } = (member ?? {}) as { name?: unknown }
  return typeof name === 'string' ? name : undefined
}

const indexOf = (list: unknown[], step: string): string | undefined => {
  const named = list.findIndex(member => nameOf(member) === step)
  if (named >= 0) return String(named)
  return /^\d+$/.test(step) && Number(step) < list.length ? String(Number(step)) : undefined
}

/** The parameters of the model or rule of a population or projection. */
const paramsOf = (owner: Json): string[] => {
  const model = (owner.neuron ?? owner.rule) as { params?: object } | undefined
  return Object.keys(model?.params ?? {})
}
