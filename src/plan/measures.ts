/** What a run measures: scores of answers, and numbers of a population, of two columns or of two projections. */
import { oneOf, SpecError } from '../errors.ts'
import { within } from '../lang/within.ts'
import { describe, equation } from '../spec/model.ts'
import type { Measure } from '../spec/types.ts'
import { addColumn, type Context } from './context.ts'
import { columnFor, findSpace } from './named.ts'
import { asEquation, load, newPlace } from './place.ts'
import type { Kernel } from './plan.ts'
import type { Answer, MeasureLog } from './protocol.ts'
import { flush, lowerAt, nameValue } from './scope.ts'

const kinds = "'error', { of, value }, { angle }, { correlation }, { weights }, { agreement } or { eigenvalue }"

export const declareMeasures = (ctx: Context): MeasureLog[] => {
  const measures = ctx.network.experiment.measures ?? {}
  const names = Object.keys(measures)
  return Object.entries(measures).flatMap(([name, m]): MeasureLog[] => {
    if (typeof m === 'string') return knownMeasure(m, `measures.${name}`)
    return [declareMeasure(ctx, name, m, names)]
  })
}

const declareMeasure = (ctx: Context, name: string, m: Exclude<Measure, string>, names: string[]): MeasureLog => {
  const path = `measures.${name}`
  const probe = `measure:${name}`
  if ('angle' in m) return { name, probe, kind: 'angle', every: 'presentation' }
  if ('value' in m) return valueMeasure(name, probe, m)
  if ('correlation' in m) {
    for (const other of m.correlation)
      if (!names.includes(other)) throw new SpecError(`${path}.correlation`, oneOf(other, names), `'${other}'`)
    return { name, probe, kind: 'correlation', every: 'presentation', of: m.correlation }
  }
  if ('weights' in m) {
    for (const projection of m.weights) checkProjection(ctx, projection, `${path}.weights`)
    return { name, probe, kind: 'weights', every: 'epoch', of: m.weights }
  }
  if ('agreement' in m) {
    checkFacing(ctx, m.agreement, `${path}.agreement`)
    return { name, probe, kind: 'agreement', every: 'epoch', of: m.agreement }
  }
  if ('eigenvalue' in m) {
    const { out, feedback, rate = 0.2, gain = 6 / 7 } = m.eigenvalue
    for (const projection of [out, feedback]) checkProjection(ctx, projection, `${path}.eigenvalue`)
    return { name, probe, kind: 'eigenvalue', every: 'presentation', loop: { out, feedback, rate, gain } }
  }
  throw new SpecError(path, kinds, describe(m))
}

const valueMeasure = (name: string, probe: string, m: Extract<Measure, { of: string }>): MeasureLog => ({
  name,
  probe,
  kind: 'value',
  every: m.every === 'tick' ? 'tick' : 'presentation',
  ...(m.during === 'test' ? { during: 'test' } : {}),
})

const checkProjection = (ctx: Context, name: string, path: string): void => {
  const names = ctx.network.projs.map(p => p.name)
  if (!names.includes(name)) throw new SpecError(path, `a projection: ${oneOf(name, names)}`, `'${name}'`)
}

/** The second leads from as many units as the first leads to, and back. */
const checkFacing = (ctx: Context, names: [string, string], path: string): void => {
  for (const name of names) checkProjection(ctx, name, path)
  const [back, forward] = names.map(name => ctx.network.projs.find(p => p.name === name)!)
  const size = (p: typeof back) => `${p.from.pop.size} to ${p.to.pop.size} units`
  if (back.from.pop.size !== forward.to.pop.size || back.to.pop.size !== forward.from.pop.size)
    throw new SpecError(path, `projections with exchanged ends`, `${size(back)} and ${size(forward)}`)
}

const knownMeasure = (name: string, path: string): [] => {
  if (name !== 'error' && name !== 'rates') throw new SpecError(path, oneOf(name, ['error', 'rates']), `'${name}'`)
  return []
}

/** The score of every unit of the answering population, in a column of its own, logged. */
export const answerKernels = (
  ctx: Context,
  spec: { of: string; score: string },
  id: string,
  phase: string,
  path: string,
): { kernels: Kernel[]; answer: Answer } => {
  const space = findSpace(ctx, spec.of, `${path}.of`)
  const place = newPlace(ctx, 'moment', phase)
  const value = within(`${path}.score`, () =>
    asEquation(place, id, false, () => lowerAt(place, space, equation(spec.score, ''))),
  )
  const column = `#${id}`
  addColumn(ctx, { name: column, size: space.pop.size, role: 'temporary' })
  const kernels: Kernel[] = [
    ...place.before,
    { verb: 'step', name: id, units: space.pop.size, body: [{ do: 'store', column, value: flush(place, value.node) }] },
    { verb: 'log', probe: 'answer', column, every: 1 },
  ]
  return { kernels, answer: { population: space.id, units: space.pop.size, probe: 'answer' } }
}

/** Kernels that compute and log measures after each presentation of training or test, or in each tick that is recorded. */
export const measureKernels = (
  ctx: Context,
  measures: readonly MeasureLog[],
  every: 'presentation' | 'tick',
  during: 'train' | 'test',
): Kernel[] =>
  measures
    .filter(m => m.every === every && m.kind !== 'correlation')
    .filter(m => every === 'tick' || (m.during ?? 'train') === during)
    .flatMap(m => measure(ctx, m))

const measure = (ctx: Context, m: MeasureLog): Kernel[] => {
  const spec = ctx.network.experiment.measures![m.name]
  const path = `measures.${m.name}`
  if (typeof spec === 'object' && 'angle' in spec) return angle(ctx, m, spec.angle, path)
  if (typeof spec === 'object' && 'eigenvalue' in spec)
    return [{ verb: 'log', probe: m.probe, column: columnFor(ctx, spec.eigenvalue.of, path), every: 1 }]
  const { of, value: text } = spec as { of: string; value: string }
  const space = findSpace(ctx, of, `${path}.of`)
  const place = newPlace(ctx, 'moment', undefined)
  const value = within(path, () => asEquation(place, path, false, () => lowerAt(place, space, equation(text, ''))))
  const column = `#${path}`
  addColumn(ctx, { name: column, size: 1, role: 'temporary' })
  return [
    ...place.before,
    { verb: 'step', name: path, units: 1, body: [{ do: 'store', column, value: value.node }] },
    { verb: 'log', probe: m.probe, column, every: 1 },
  ]
}

/** a.b, a.a and b.b of two columns of one population; the host makes the angle. */
const angle = (ctx: Context, m: MeasureLog, names: [string, string], path: string): Kernel[] => {
  const spaces = names.map(n => findSpace(ctx, n.split('.')[0], path))
  if (spaces[0] !== spaces[1]) throw new SpecError(path, 'two columns of one population', describe(names))
  const place = newPlace(ctx, 'moment', undefined)
  const [a, b] = names.map(
    n =>
      nameValue(place, spaces[0], n.slice(n.indexOf('.') + 1), 'unit')?.node ??
      load(ctx, columnFor(ctx, n, path), 'unit'),
  )
  const g = ctx.graph
  const { size } = spaces[0].pop
  const products = [g.op('mul', a, b), g.op('mul', a, a), g.op('mul', b, b)]
  return [
    ...place.before,
    ...products.flatMap((value, i): Kernel[] => {
      const into = `#${path}.${i}`
      addColumn(ctx, { name: into, size: 1, role: 'temporary' })
      return [
        { verb: 'fold', fold: 'sum', axis: 'all', units: size, members: size, value, into },
        { verb: 'log', probe: `${m.probe}.${i}`, column: into, every: 1 },
      ]
    }),
  ]
}
