/** A network on the bench: phases run by hand, columns read, probes recorded. */
import type { Backend, Logged, Machine } from '../../src/backend/backend.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { planExperiment } from '../../src/plan/build.ts'
import type { Planned } from '../../src/plan/protocol.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import type { Experiment } from '../../src/spec/types.ts'

export interface OnBench {
  planned: Planned
  machine: Machine
  /** Runs a phase of the first stage with given drives; ticks as given. */
  phase(name: string, ticks: number, drives?: Record<string, number[]>): void
  /** The handlers and rules of the end of the presentation. */
  end(): void
  drain(): Promise<Record<string, Logged>>
  read(column: string): Promise<number[]>
}

export const onBench = async (
  experiment: Experiment,
  backend: Backend = jsBackend({ precision: 64 }),
  seed = 1,
): Promise<OnBench> => {
  const planned = planExperiment(experiment)
  const machine = await loadNetwork(backend, planned, seed)
  machine.clock(0, { presentation: 0, tick: 0 })
  return {
    planned,
    machine,
    phase: (name, ticks, drives = {}) => {
      for (const [column, values] of Object.entries(drives)) machine.write(column, values)
      machine.advance(`train.0.${name}!recorded`, [ticks])
    },
    end: () => machine.fire('train.0.presentation.end'),
    drain: () => machine.drain(),
    read: async column => [...(await machine.read(column))],
  }
}

/** Value of unit `unit` of a trace probe at tick t = 1, 2, ...: `at(logs['trace:hidden.soma.v'], 2, 1, 0)`. */
export const traceAt = (logged: Logged, units: number, tick: number, unit = 0): number =>
  logged.values[0][(tick - 1) * units + unit]

/** Weight from pre to post of a dense projection of the plan. */
export const weightAt = async (b: OnBench, projection: string, pre: number, post: number): Promise<number> => {
  const layout = b.planned.plan.layouts.find(l => l.name === projection)!
  if (layout.kind !== 'dense') throw new Error('a dense projection')
  return (await b.read(`${projection}.w`))[pre * layout.stride + post]
}

/** Spikes [tick, unit, count] where tick t = 1.. satisfies t mod n = r; ticks in the result count from 0. */
export const everyNth = (
  n: number,
  r: number,
  unit: number,
  options: { from?: number; to: number; count?: number },
): number[][] => {
  const spikes: number[][] = []
  for (let t = options.from ?? 1; t <= options.to; t++) if (t % n === r) spikes.push([t - 1, unit, options.count ?? 1])
  return spikes
}

export const transposed = (m: number[][]): number[][] => m[0].map((_, j) => m.map(row => row[j]))
