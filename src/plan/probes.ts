/** What a run records: probes of events, columns and measures, and the event logs behind the digest. */
import { oneOf, SpecError } from '../errors.ts'
import { describe } from '../spec/model.ts'
import type { Measure, Probe } from '../spec/types.ts'
import { type Context, keepEvents } from './context.ts'
import type { Item } from './item.ts'
import { declareMeasures } from './measures.ts'
import { columnFor, findSpace, requireName, unitSpaces } from './named.ts'
import { quantityOf } from './network.ts'
import type { Kernel } from './plan.ts'
import type { MeasureLog, ProbeLog, WatchLog } from './protocol.ts'
import { columnOf, type Space } from './space.ts'

export interface Recording {
  digest: string[]
  measures: MeasureLog[]
  probes: ProbeLog[]
  watched: WatchLog[]
  saturates: WatchLog[]
}

export const declareProbes = (ctx: Context): Recording => ({
  digest: digestOf(ctx),
  probes: probesOf(ctx, ctx.network.experiment.probes ?? []),
  measures: declareMeasures(ctx),
  watched: unitSpaces(ctx).flatMap(space => watchedIn(space, 'watch')),
  saturates: unitSpaces(ctx).flatMap(space => watchedIn(space, 'saturates')),
})

const probesOf = (ctx: Context, all: readonly Probe[]): ProbeLog[] => {
  const logs = all.map((probe, i) => declareProbe(ctx, probe, `probes[${i}]`))
  logs.forEach((log, i) => {
    checkUnits(log, `probes[${i}].units`)
    checkApart(log, logs.slice(0, i), `probes[${i}]`)
  })
  return logs
}

const checkUnits = ({ only, units, population }: ProbeLog, path: string): void => {
  const missing = only?.find(unit => unit >= units)
  if (missing !== undefined) throw new SpecError(path, `units below ${units}, as '${population}' has`, `${missing}`)
}

/** A column is recorded once: in training and in tests it may have different samples, and is otherwise recorded alike. */
const checkApart = (log: ProbeLog, before: readonly ProbeLog[], path: string): void => {
  const formOf = ({ every, only, values }: ProbeLog) => JSON.stringify([every, only, values])
  for (const other of before.filter(p => p.column === log.column)) {
    if (log.during.some(d => other.during.includes(d)))
      throw new SpecError(path, 'one probe of each column', `'${log.column}' twice in ${log.during.join(' and ')}`)
    if (formOf(log) !== formOf(other))
      throw new SpecError(path, `units, every and with as in the other probe of '${log.column}'`, 'others')
  }
}

/** What the model of a population watches. Throws SpecError where it names no event. */
const watchedIn = (space: Space, key: 'watch' | 'saturates'): WatchLog[] =>
  Object.entries(space.pop.model.neuron[key] ?? {}).map(([event, about]) => {
    const events = space.events.map(e => e.name)
    if (!events.includes(event))
      throw new SpecError(`populations.${space.id}.neuron.${key}`, `an event: ${oneOf(event, events)}`, `'${event}'`)
    return { probe: `${space.id}.${event}`, population: space.id, event, about }
  })

/** A population without incoming projections that draws or is given its spikes is an input: not part of the digest. */
const isInput = (ctx: Context, space: Space): boolean => !ctx.network.projs.some(p => p.to.pop === space.pop)

/** Events that projections carry, and all spikes. */
const digestOf = (ctx: Context): string[] => {
  const spaces = unitSpaces(ctx)
  const all = spaces.every(s => isInput(ctx, s))
  const carried = (s: Space, event: string) =>
    event === 'spike' || ctx.network.projs.some(p => p.from.pop === s.pop && p.from.event === event)
  return spaces
    .filter(s => all || !isInput(ctx, s))
    .flatMap(s => s.events.filter(e => carried(s, e.name)).map(e => `${s.id}.${e.name}`))
}

const declareProbe = (ctx: Context, probe: Probe, path: string): ProbeLog => {
  const common = {
    column: probe.column,
    during: probe.during ?? ['test'],
    samples: probe.samples ?? 20,
    every: everyOf(ctx, probe, path),
    ...(probe.units ? { only: probe.units } : {}),
  }
  const measure = tickMeasure(ctx, probe.column)
  if (measure) return { ...common, probe: `measure:${probe.column}`, kind: 'measure', population: measure.of, units: 1 }
  const [name, ...rest] = String(probe.column).split('.')
  const space = findSpace(ctx, name, `${path}.column`)
  const column = rest.join('.')
  requireName(space, column, `${path}.column`)
  const isEvent = space.events.some(e => e.name === column)
  if (probe.with && !isEvent) throw new SpecError(`${path}.with`, 'an event as the column', `'${probe.column}'`)
  if (!isEvent) materialise(ctx, space, column)
  return {
    ...common,
    probe: isEvent ? probe.column : `trace:${probe.column}`,
    kind: isEvent ? 'spikes' : 'trace',
    population: name,
    units: space.pop.size,
    ...(probe.with
      ? { values: probe.with.map((c, k) => eventValue(ctx, space, column, c, `${path}.with[${k}]`)) }
      : {}),
  }
}

/** A measure of every tick under this name, where no population has it. */
const tickMeasure = (ctx: Context, name: string): Extract<Measure, { of: string }> | undefined => {
  const { measures = {}, populations } = ctx.network.experiment
  const measure = Object.hasOwn(measures, name) ? measures[name] : undefined
  if (typeof measure !== 'object' || !('value' in measure) || measure.every !== 'tick') return undefined
  return Object.hasOwn(populations, name.split('.')[0]) ? undefined : measure
}

const eventValue = (ctx: Context, space: Space, event: string, column: string, path: string) => {
  requireName(space, column, path)
  if (space.events.some(e => e.name === column)) throw new SpecError(path, 'a column, not an event', `'${column}'`)
  materialise(ctx, space, column)
  return { column, probe: `with:${space.id}.${event}:${column}` }
}

const materialise = (ctx: Context, space: Space, column: string): void => {
  if (space.variables.get(column)?.kind === 'let') ctx.materialized.add(columnOf(space, column))
}

const everyOf = (ctx: Context, { every }: Probe, path: string): number => {
  if (every === undefined) return 1
  const ticks =
    typeof every === 'number' ? every : Math.round(quantityOf(every, `${path}.every`, 'time') / ctx.network.dt)
  if (Number.isInteger(ticks) && ticks >= 1) return ticks
  throw new SpecError(`${path}.every`, 'a time of at least one tick', describe(every))
}

/** Log kernels of a phase: events of the digest and those that are watched always, probes only in the recorded variant. Measures log themselves. */
export const logKernels = (
  ctx: Context,
  recording: Recording,
  during: 'train' | 'test',
  items: Item[],
): { always: Kernel[]; probes: Kernel[] } => {
  const stepped = (name: string) =>
    items.some(i => i.space.id === name.split('.')[0] && i.homes.includes(homeOf(i.space, name)))
  const event = (probe: string): Kernel => ({ verb: 'log', probe, event: listOf(ctx, probe), every: 1 })
  const trace = (probe: string, column: string, every: number): Kernel => ({
    verb: 'log',
    probe,
    column: columnFor(ctx, column, 'probes'),
    every,
  })
  const watched = during === 'train' ? [...recording.watched, ...recording.saturates].map(w => w.probe) : []
  const always = [...new Set([...recording.digest, ...watched])].filter(stepped)
  const wanted = recording.probes.filter(p => p.kind !== 'measure' && p.during.includes(during) && stepped(p.column))
  const probes = wanted.flatMap(p => {
    if (p.kind === 'trace') return [trace(p.probe, p.column, p.every)]
    const values = (p.values ?? []).map(v => trace(v.probe, `${p.population}.${v.column}`, 1))
    return always.includes(p.column) ? values : [event(p.probe), ...values]
  })
  return { always: always.map(event), probes }
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
