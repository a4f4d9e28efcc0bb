/** Runs a small experiment without data on a back end and gives spikes (steps count from 1) and columns by step. */

import { expect } from 'vitest'
import { growthTransform } from '../../models/neurons/growth-transform.ts'
import type { Backend, Machine } from '../../src/backend/backend.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { experiment } from '../../src/spec/define.ts'
import type { Experiment, Neuron, Population } from '../../src/spec/types.ts'

export type Net = Pick<Experiment, 'populations' | 'projections'> & Partial<Experiment>

export interface Ran {
  machine: Machine
  /** Steps at which each unit of an event fired. */
  spikes: (event: string, units: number) => number[][]
  /** values(column)[n] = values of all units after step n (n from 1). */
  values: (column: string, units: number) => number[][]
}

export interface RunOptions {
  backend?: Backend
  /** Columns to record. */
  record?: string[]
  order?: string[]
  seed?: number
  learn?: boolean
  /** Values written into columns before the first step. */
  write?: Record<string, number[]>
}

const experimentOf = (net: Net, ticks: number, { record = [], order, learn = false }: RunOptions): Experiment =>
  experiment({
    name: 'test',
    about: 'test',
    seed: 1,
    dt: '1 ms',
    train: [
      { presentations: 1, learn, phases: [{ name: 'run', lasts: `${ticks} ticks`, ...(order ? { order } : {}) }] },
    ],
    probes: record.map(column => ({ column, during: ['train'] })),
    ...net,
  })

export const double = jsBackend({ precision: 64 })

export const planOf = (net: Net, ticks: number, options: RunOptions = {}) =>
  planExperiment(experimentOf(net, ticks, options))

export const load = async (net: Net, ticks: number, options: RunOptions = {}): Promise<Machine> => {
  const planned = planOf(net, ticks, options)
  const machine = await loadNetwork(options.backend ?? double, planned, options.seed ?? 1)
  machine.clear()
  for (const [column, values] of Object.entries(options.write ?? {})) machine.write(column, values)
  return machine
}

export const present = async (machine: Machine, ticks: number, presentation = 0): Promise<Omit<Ran, 'machine'>> => {
  machine.clock(0, { presentation, tick: 0 })
  machine.advance('train.0.run!recorded', [ticks])
  const logs = await machine.drain()
  return {
    spikes: (event, units) => {
      const out: number[][] = Array.from({ length: units }, () => [])
      const { counts, entries } = logs[event]
      let at = 0
      counts[0].forEach((n, tick) => {
        for (let k = 0; k < n; k++) out[entries[0][at++] & 0xffffff].push(tick + 1)
      })
      return out
    },
    values: (column, units) => {
      const all = logs[`trace:${column}`].values[0]
      return [[], ...Array.from({ length: all.length / units }, (_, t) => [...all.slice(t * units, (t + 1) * units)])]
    },
  }
}

export const run = async (net: Net, ticks: number, options: RunOptions = {}): Promise<Ran> => {
  const machine = await load(net, ticks, options)
  return { machine, ...(await present(machine, ticks)) }
}

/** Rows [pre][post] of a weight column, in which a row is padded to 16. */
export const matrix = (w: ArrayLike<number>, pres: number, posts: number): number[][] => {
  const stride = w.length / pres
  return Array.from({ length: pres }, (_, j) => Array.from({ length: posts }, (_, i) => w[j * stride + i]))
}

/** Weights [pre][post] of a matrix Q[post][pre]. */
export const transposed = (q: number[][]): number[][] => q[0].map((_, j) => q.map(row => row[j]))

const plain = growthTransform({ name: 'gt' })

/** One unit under a constant stimulus b; at every lambda, as the published figures want it. */
export const alone = (set: Population['set'], b: number, { neuron = plain, v0 = -0.1 } = {}): Net => ({
  populations: { gt: { neuron, size: 1, set: { bounded: 0, ...set, v0 }, init: { 'drive.b': [b] } } },
  projections: [],
})

/** Units coupled by graded potentials through Q[post][pre]; at every lambda. */
export const coupled = (
  Q: number[][],
  set: Population['set'],
  b: number[],
  v0: number[],
  neuron: Neuron = plain,
): Net => ({
  populations: {
    gt: { neuron, size: v0.length, set: { bounded: 0, ...set }, init: { 'soma.v': v0, 'soma.y': v0, 'drive.b': b } },
  },
  projections: [{ name: 'q', from: 'gt.soma.y', to: 'gt.drive', weights: { values: transposed(Q) } }],
})

export const near = (got: number[], expected: number[], tolerance: number): void => {
  expect(got.length).toBe(expected.length)
  expected.forEach((x, i) => {
    expect(Math.abs(got[i] - x), `${got[i]} for ${x}`).toBeLessThanOrEqual(tolerance)
  })
}

export const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length
