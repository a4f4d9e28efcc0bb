/** The network that bench/gpu trains, and how long a batch of it takes. */
import { dendrites } from '../experiments/parts/dendrites.ts'
import type { Backend } from '../src/backend/backend.ts'
import { type Form, type Gpu, type Replicas, webgpuBackend } from '../src/backend/webgpu.ts'
import { planExperiment } from '../src/plan/build.ts'
import type { Planned } from '../src/plan/protocol.ts'
import { loadNetwork, withInitialValues } from '../src/sim/network.ts'
import { experiment } from '../src/spec/define.ts'

/**
 * Milliseconds: on a card of the clock; in software of all cores together, so that other work of the machine does not count. An
 * image a second of software is thus one of a core.
 */
let software = false
export const countCpu = (given: boolean): void => {
  software = given
}
const milliseconds = (): number => {
  if (!software) return performance.now()
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Ticks of a phase: 50 and the mean of the Wald draw. */
export const TICKS = 52
const PIXELS = 784
const BRIGHT = 150

export const planned = (hidden: number, lanes: number): Planned =>
  planExperiment({
    ...experiment({
      name: 'bench',
      about: `784-${hidden}-10`,
      seed: 1,
      dataset: { name: 'mnist' },
      ...dendrites({ hidden: [{ name: 'hidden', size: hidden, eta: 0.21 }], etaOut: 0.21 }),
    }),
    lanes,
  })

/** Pixels from 0.2 to 1, spread over the image; the others are black. */
const image = (number: number): Float32Array => {
  const out = new Float32Array(PIXELS)
  for (let i = 0; i < BRIGHT; i++) out[(i * 5 + number * 17) % PIXELS] = 0.2 + (0.8 * ((i * 37) % BRIGHT)) / BRIGHT
  return out
}

const label = (number: number) => Float32Array.from({ length: 10 }, (_, i) => (i === number % 10 ? 1 : 0))

/** What a group of replicas and a single machine have in common here. */
interface Trained {
  write(column: string, values: ArrayLike<number>, lane: number): void
  clock(lane: number, given: { presentation: number; tick: number }): void
  advance(program: string, lengths: number[]): void
  fire(program: string): void
  drain(): Promise<unknown>
}

const asOne = (set: Replicas): Trained => ({
  write: (column, values, lane) => set.write(column, values, undefined, lane),
  clock: (lane, given) => {
    for (let replica = 0; replica < set.count; replica++) set.clock(replica, lane, given)
  },
  advance: set.advance,
  fire: set.fire,
  drain: set.drain,
})

type Phases = Record<string, number>

const totalOf = (phases: Phases): number => Object.values(phases).reduce((a, b) => a + b, 0)

/** Milliseconds of each phase of one batch, the `number`th of its run. */
const batch = async (machine: Trained, { stages, network }: Planned, number: number): Promise<Phases> => {
  const phases: Phases = {}
  for (let lane = 0; lane < network.lanes; lane++) {
    machine.clock(lane, { presentation: number * network.lanes + lane, tick: 0 })
    machine.write('input.soma.x', image(lane), lane)
    machine.write('output.soma.label', label(lane), lane)
  }
  await machine.drain()
  const timed = async (name: string, run: () => void) => {
    const start = milliseconds()
    run()
    await machine.drain()
    phases[name] = milliseconds() - start
  }
  const length = (name: string) => Array<number>(network.lanes).fill(name === 'check' ? 1 : TICKS)
  for (const { name, program } of stages[0].phases) await timed(name, () => machine.advance(program, length(name)))
  await timed('end', () => machine.fire(stages[0].presentationEnd!))
  return phases
}

/** The least of each phase. */
const least = (all: readonly Phases[]): Phases =>
  Object.fromEntries(Object.keys(all[0]).map(name => [name, Math.min(...all.map(phases => phases[name]))]))

export interface Timed {
  readonly imagesPerSecond: number
  readonly phases: Phases
}

export type Row = { readonly what: string; readonly hidden: number } & Readonly<Record<Form, Timed>>

const FORMS = ['fused', 'plain'] as const

/**
 * Both forms. They take turns, a batch each, and the least of each phase counts, so that what else the machine does meets both; the
 * first turn warms up.
 */
export const onGpu = async (
  gpu: Gpu,
  hidden: number,
  what: string,
  lanes: number,
  replicas: number,
  turns: number,
): Promise<Row> => {
  const plan = planned(hidden, lanes)
  const initial = withInitialValues(plan, 1, 0)
  const load = (form: Form) => webgpuBackend({ gpu, form }).loadReplicas(initial, replicas)
  const sets = { fused: await load('fused'), plain: await load('plain') }
  const times: Record<Form, Phases[]> = { fused: [], plain: [] }
  for (let turn = 0; turn <= turns; turn++)
    for (const form of FORMS) {
      const phases = await batch(asOne(sets[form]), plan, turn)
      if (turn > 0) times[form].push(phases)
    }
  for (const form of FORMS) sets[form].close()
  const timed = (form: Form): Timed => {
    const phases = least(times[form])
    return { imagesPerSecond: (lanes * replicas * 1000) / totalOf(phases), phases }
  }
  return { what, hidden, fused: timed('fused'), plain: timed('plain') }
}

/** One network, online, on any back end. */
export const onCore = async (backend: Backend, hidden: number, repetitions = 5): Promise<Timed> => {
  const plan = planned(hidden, 1)
  const machine = await loadNetwork(backend, plan, 1)
  const times: Phases[] = []
  for (let i = 0; i <= repetitions; i++) times.push(await batch(machine, plan, i))
  const phases = least(times.slice(1))
  return { imagesPerSecond: 1000 / totalOf(phases), phases }
}
