import { addEffectWindow, type NeuronEffects, noEffects } from '../../../src/measure/effect-windows.ts'
import type { EventTable } from '../../source/event-table.ts'
import type { Stage } from '../../stage.ts'
import { chosen } from '../choices.ts'

/** Columns that a table of windows has; the truth where twins tell it. */
export const DRIVE = 'effect.drive'
export const REWARD = 'effect.reward'
export const SPIKES = 'effect.spikes'
export const TRUTH = 'truth.effect'

/** Whether a run with these columns tells of windows. */
export const hasWindows = (columns: readonly string[]): boolean =>
  columns.some(c => c.endsWith(`:${DRIVE}`) && columns.includes(c.replace(DRIVE, REWARD)))

export const windowTables = ({ run }: Stage): EventTable[] =>
  run.tables.filter(t => [DRIVE, REWARD, SPIKES].every(name => t.values.includes(name)))

export const MARGINS = ['0.03', '0.1', '0.3', '1'] as const
export const ALL_RUNS = 'all'
const DEFAULT_MARGIN = '0.3'

/** Which windows the panels look at. */
export interface Look {
  table: EventTable
  neurons: number // of a run
  runs: number // side by side
  neuron: number
  run: number | undefined // undefined: all together
  margin: number
}

/** Neurons and runs that can be chosen: sizes in a run file are not trusted. */
const MOST = 2000
export const neuronNames = (n: number): string[] => Array.from({ length: Math.min(n, MOST) }, (_, i) => String(i))
export const runNames = (n: number): string[] => [
  ALL_RUNS,
  ...Array.from({ length: Math.min(n, MOST) }, (_, i) => String(i)),
]

/** A population shaped [runs, neurons] is many runs side by side. */
const shapeOf = ({ run }: Stage, population: string): [number, number] => {
  const found = run.file.populations.find(p => p.name === population)
  const [runs, neurons] = found?.shape.length === 2 ? found.shape : [1, found?.size ?? 1]
  return [Math.max(1, runs), Math.max(1, neurons)]
}

export const lookOf = (stage: Stage): Look | undefined => {
  const tables = windowTables(stage)
  const name = chosen(
    stage,
    'windows',
    tables.map(t => t.name),
  )
  const table = tables.find(t => t.name === name)
  if (!table) return undefined
  const [runs, neurons] = shapeOf(stage, table.population)
  const neuron = neuronNames(neurons).indexOf(chosen(stage, 'neuron', neuronNames(neurons)))
  const run = runNames(runs).indexOf(chosen(stage, 'run', runNames(runs))) - 1
  return {
    table,
    runs,
    neurons,
    neuron,
    run: run < 0 ? undefined : run,
    margin: Number(chosen(stage, 'margin', MARGINS, DEFAULT_MARGIN)),
  }
}

/** One window. */
export interface Window {
  tick: number
  unit: number
  drive: number
  reward: number
  spikes: number
  truth?: number
}

/** Every window of a table that `wanted` lets through, in order of time. */
export const eachWindow = (
  table: EventTable,
  wanted: (unit: number) => boolean,
  visit: (window: Window) => void,
): void => {
  for (const { tick, unit, values } of table.parts()) {
    const [drive, reward, spikes, truth] = [DRIVE, REWARD, SPIKES, TRUTH].map(name => values[name])
    if (!drive) continue // a file that could not be read
    for (let i = 0; i < tick.length; i++)
      if (wanted(unit[i]))
        visit({
          tick: tick[i],
          unit: unit[i],
          drive: drive[i],
          reward: reward[i],
          spikes: spikes[i],
          ...(truth ? { truth: truth[i] } : {}),
        })
  }
}

/** Windows of the neuron that is looked at. */
export const isLookedAt =
  ({ neurons, neuron, run }: Look) =>
  (unit: number): boolean =>
    unit % neurons === neuron && (run === undefined || Math.floor(unit / neurons) === run)

/** Estimates of every neuron of a run (or of all runs together), from all windows read so far; of the first 2,000. */
export const effectsOfAll = (look: Look): NeuronEffects[] => {
  const all = Array.from({ length: Math.min(look.neurons, MOST) }, () => noEffects([look.margin]))
  const isOfRun = (unit: number) => look.run === undefined || Math.floor(unit / look.neurons) === look.run
  const wanted = (unit: number) => isOfRun(unit) && unit % look.neurons < all.length
  eachWindow(look.table, wanted, w => addEffectWindow(all[w.unit % look.neurons], w))
  return all
}

/** Remembers what was made of a table until there is more of it, or something else is looked at. */
export const remembered = <T>(make: (look: Look) => T) => {
  let key = ''
  let parts: unknown
  let value: T | undefined
  return (look: Look): T => {
    const { table, neurons, neuron, run, margin } = look
    const next = [table.name, neurons, neuron, run, margin].join()
    if (value === undefined || next !== key || parts !== table.parts()) value = make(look)
    key = next
    parts = table.parts()
    return value
  }
}
