/** Spikes that an experiment gives, in place of those of a model. */
import { SpecError } from '../errors.ts'
import { describe } from '../spec/model.ts'
import { addColumn, type Context } from './context.ts'
import type { Pop } from './network.ts'

/** Given spikes as two columns: entries packed as in an event list, and where each tick's begin. */
export const declareForced = (ctx: Context, pop: Pop): void => {
  const { force } = pop.spec
  if (!force) return
  const path = `populations.${pop.name}.force`
  const event = force.event ?? 'spike'
  if (!pop.model.events.some(e => e.name === event))
    throw new SpecError(`${path}.event`, `an event of '${pop.name}'`, describe(event))
  if (!Array.isArray(force.spikes))
    throw new SpecError(`${path}.spikes`, 'a list of [tick, unit] or [tick, unit, count]', describe(force.spikes))
  const spikes = together(
    force.spikes.map((s, i) => checked(s, i, pop.size, path)),
    path,
  )
  const ticks = (spikes.at(-1)?.tick ?? 0) + 1
  const start = new Int32Array(ticks + 1)
  for (const s of spikes) start[s.tick + 1]++
  for (let t = 0; t < ticks; t++) start[t + 1] += start[t]
  const entries = Int32Array.from(spikes, s => s.unit | ((s.count - 1) << 24))
  const name = `${pop.name}.${event}`
  addColumn(ctx, {
    name: `${name}#start`,
    size: ticks + 1,
    type: 'i32',
    role: 'parameter',
    perLane: false,
    initial: start,
  })
  addColumn(ctx, {
    name: `${name}#entries`,
    size: Math.max(1, entries.length),
    type: 'i32',
    role: 'parameter',
    perLane: false,
    initial: entries.length ? entries : 0,
  })
}

interface Given {
  tick: number
  unit: number
  count: number
}

/** In order, and a unit once a tick: lists of events have one place for each. Throws SpecError where their counts exceed 255. */
const together = (spikes: readonly Given[], path: string): Given[] => {
  const sorted = [...spikes].sort((a, b) => a.tick - b.tick || a.unit - b.unit)
  const all: Given[] = []
  for (const s of sorted) {
    const last = all.at(-1)
    if (last?.tick !== s.tick || last.unit !== s.unit) all.push({ ...s })
    else last.count += s.count
  }
  const many = all.find(s => s.count > 255)
  if (many)
    throw new SpecError(
      `${path}.spikes`,
      'up to 255 spikes of a unit in a tick',
      describe([many.tick, many.unit, many.count]),
    )
  return all
}

const checked = (spike: unknown, i: number, size: number, path: string): Given => {
  const [tick, unit, count = 1] = Array.isArray(spike) ? spike : []
  const whole = (x: unknown, low: number, high: number) =>
    typeof x === 'number' && Number.isInteger(x) && x >= low && x <= high
  if (!whole(tick, 0, 1e7) || !whole(unit, 0, size - 1) || !whole(count, 1, 255))
    throw new SpecError(
      `${path}.spikes[${i}]`,
      `[tick, unit below ${size}] or [tick, unit, count up to 255]`,
      describe(spike),
    )
  return { tick, unit, count }
}
