/** What a run reports: scores of answers, measures, probes and the event logs behind the digest. */
import { oneOf, SpecError } from '../errors.ts'
import { within } from '../lang/within.ts'
import { describe, equation } from '../spec/model.ts'
import type { Measure } from '../spec/types.ts'
import { addColumn, type Context, keepEvents } from './context.ts'
import type { Item } from './item.ts'
import { quantityOf } from './network.ts'
import { asEquation, load, newPlace } from './place.ts'
import type { Kernel } from './plan.ts'
import type { Answer, MeasureLog, ProbeLog } from './protocol.ts'
import { flush, lowerAt, nameValue, portColumn, stateColumn } from './scope.ts'
import { columnOf, knownNames, type Space } from './space.ts'

export interface Recording {
  digest: string[]
  measures: MeasureLog[]
  probes: ProbeLog[]
}

const unitSpaces = (ctx: Context): Space[] => ctx.spaces.filter(s => !s.part)

const findSpace = (ctx: Context, name: string, path: string): Space => {
  const spaces = unitSpaces(ctx)
  const space = spaces.find(s => s.id === name)
  if (!space)
    throw new SpecError(
      path,
      `a population: ${oneOf(
        name,
        spaces.map(s => s.id),
      )}`,
      describe(name),
    )
  return space
}

/** A population without incoming projections that draws or is given its spikes is an input: not part of the digest. */
const isInput = (ctx: Context, space: Space): boolean => !ctx.network.projs.some(p => p.to.pop === space.pop)

export const declareProbes = (ctx: Context): Recording => {
  const { experiment } = ctx.network
  const spaces = unitSpaces(ctx)
  const all = spaces.every(s => isInput(ctx, s))
  const carried = (s: Space, event: string) =>
    event === 'spike' || ctx.network.projs.some(p => p.from.pop === s.pop && p.from.event === event)
  const digest = spaces
    .filter(s => all || !isInput(ctx, s))
    .flatMap(s => s.events.filter(e => carried(s, e.name)).map(e => `${s.id}.${e.name}`))
  const probes = (experiment.probes ?? []).map((probe, i) => declareProbe(ctx, probe, `probes[${i}]`))
  const names = Object.keys(experiment.measures ?? {})
  const measures = Object.entries(experiment.measures ?? {}).flatMap(([name, m]): MeasureLog[] => {
    if (typeof m === 'string') return knownMeasure(m, `measures.${name}`)
    return [declareMeasure(ctx, name, m, names)]
  })
  return { digest, measures, probes }
}

const declareMeasure = (ctx: Context, name: string, m: Exclude<Measure, string>, names: string[]): MeasureLog => {
  const path = `measures.${name}`
  const probe = `measure:${name}`
  if ('angle' in m) return { name, probe, kind: 'angle', every: 'presentation' }
  if ('value' in m) return { name, probe, kind: 'value', every: m.every === 'tick' ? 'tick' : 'presentation' }
  if ('correlation' in m) {
    for (const other of m.correlation)
      if (!names.includes(other)) throw new SpecError(`${path}.correlation`, oneOf(other, names), `'${other}'`)
    return { name, probe, kind: 'correlation', every: 'presentation', of: m.correlation }
  }
  if ('weights' in m) {
    for (const projection of m.weights) checkProjection(ctx, projection, `${path}.weights`)
    return { name, probe, kind: 'weights', every: 'epoch', of: m.weights }
  }
  if ('eigenvalue' in m) {
    const { out, feedback, rate = 0.2, gain = 6 / 7 } = m.eigenvalue
    for (const projection of [out, feedback]) checkProjection(ctx, projection, `${path}.eigenvalue`)
    return { name, probe, kind: 'eigenvalue', every: 'presentation', loop: { out, feedback, rate, gain } }
  }
  throw new SpecError(
    path,
    "'error', { of, value }, { angle }, { correlation }, { weights } or { eigenvalue }",
    describe(m),
  )
}

const checkProjection = (ctx: Context, name: string, path: string): void => {
  const names = ctx.network.projs.map(p => p.name)
  if (!names.includes(name)) throw new SpecError(path, `a projection: ${oneOf(name, names)}`, `'${name}'`)
}

const knownMeasure = (name: string, path: string): [] => {
  if (name !== 'error' && name !== 'rates') throw new SpecError(path, oneOf(name, ['error', 'rates']), `'${name}'`)
  return []
}

const declareProbe = (
  ctx: Context,
  probe: NonNullable<Context['network']['experiment']['probes']>[number],
  path: string,
): ProbeLog => {
  const [name, ...rest] = String(probe.column).split('.')
  const space = findSpace(ctx, name, `${path}.column`)
  const column = rest.join('.')
  const event = space.events.find(e => e.name === column)
  if (!event && !space.variables.has(column) && !space.ports.has(column))
    throw new SpecError(`${path}.column`, `${oneOf(column, knownNames(space))} of '${name}'`, `'${column}'`)
  if (space.variables.get(column)?.kind === 'let') ctx.materialized.add(columnOf(space, column))
  const every =
    probe.every === undefined
      ? 1
      : typeof probe.every === 'number'
        ? probe.every
        : Math.round(quantityOf(probe.every, `${path}.every`, 'time') / ctx.network.dt)
  if (!Number.isInteger(every) || every < 1)
    throw new SpecError(`${path}.every`, 'a time of at least one tick', describe(probe.every))
  return {
    probe: event ? probe.column : `trace:${probe.column}`,
    column: probe.column,
    kind: event ? 'spikes' : 'trace',
    population: name,
    units: space.pop.size,
    during: probe.during ?? ['test'],
    samples: probe.samples ?? 20,
    every,
    ...(probe.units ? { only: probe.units } : {}),
  }
}

/** Log kernels of a phase: events of the digest always, probes only in the recorded variant. */
export const logKernels = (
  ctx: Context,
  recording: Recording,
  during: 'train' | 'test',
  items: Item[],
): { always: Kernel[]; probes: Kernel[] } => {
  const stepped = (name: string) =>
    items.some(i => i.space.id === name.split('.')[0] && i.homes.includes(homeOf(i.space, name)))
  const always = recording.digest
    .filter(stepped)
    .map((name): Kernel => ({ verb: 'log', probe: name, event: listOf(ctx, name), every: 1 }))
  const probes = recording.probes
    .filter(
      p =>
        p.during.includes(during) && stepped(p.column) && !(p.kind === 'spikes' && recording.digest.includes(p.column)),
    )
    .map(
      (p): Kernel =>
        p.kind === 'spikes'
          ? { verb: 'log', probe: p.probe, event: listOf(ctx, p.column), every: 1 }
          : { verb: 'log', probe: p.probe, column: traceColumn(ctx, p.column), every: p.every },
    )
  return { always, probes }
}

/** The compartment that makes an event or a column: in a phase that does not step it there is nothing new to log. */
const homeOf = (space: Space, name: string): string => {
  const own = name.slice(name.indexOf('.') + 1)
  const event = space.events.find(e => e.name === own)
  return event?.home ?? space.variables.get(own)?.compartment ?? own.split('.')[0]
}

const listOf = (ctx: Context, name: string): string => {
  const [pop, event] = name.split('.')
  return keepEvents(ctx, findSpace(ctx, pop, 'probes').pop, event, 0)
}

const traceColumn = (ctx: Context, name: string): string => columnFor(ctx, name, 'probes')

/** The column that holds a named variable or port; a let is given one. */
const columnFor = (ctx: Context, name: string, path: string): string => {
  const [pop, ...rest] = name.split('.')
  const space = findSpace(ctx, pop, path)
  const variable = rest.join('.')
  const place = newPlace(ctx, 'moment', undefined)
  if (space.ports.has(variable)) return portColumn(place, space, variable)
  const known = space.variables.get(variable)
  if (!known) throw new SpecError(path, `${oneOf(variable, knownNames(space))} of '${pop}'`, `'${variable}'`)
  if (known.kind !== 'let') return stateColumn(place, space, variable)
  const column = columnOf(space, variable)
  ctx.materialized.add(column)
  addColumn(ctx, { name: column, size: space.pop.size, role: 'temporary' })
  return column
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

/** Kernels that compute and log measures after each presentation, or each tick. */
export const measureKernels = (ctx: Context, recording: Recording, every: 'presentation' | 'tick'): Kernel[] =>
  recording.measures.filter(m => m.every === every && m.kind !== 'correlation').flatMap(m => measure(ctx, m))

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
