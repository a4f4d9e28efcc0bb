/** 784-20-10: pyramidal cells see two images of random pixels and learn, 20 ticks a phase, on two back ends. */
import { dendrites, probes } from '../../experiments/parts/dendrites.ts'
import type { Backend, Machine } from '../../src/backend/backend.ts'
import { planExperiment } from '../../src/plan/build.ts'
import type { Planned } from '../../src/plan/protocol.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { experiment } from '../../src/spec/define.ts'
import { type Apart, apartOf, larger, NEAR } from './gpujs-apart.ts'
import { numbers } from './plans.ts'

const small = experiment({
  name: 'small',
  about: '784-20-10',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendrites({ hidden: [{ name: 'hidden', size: 20, eta: 0.21 }], etaOut: 0.21 }),
  probes: probes('input', 'hidden', 'output'),
})

export interface NetworkResult {
  /** The worst of all columns after a tick or a moment from equal state: 10 ticks of each phase, and the learning at their end. */
  readonly tick: Apart
  /** The same at the end of a run of two images, each machine for itself. */
  readonly run: Apart
  /** Entries of all event lists in this run on the first machine, and whether those of the second are the same. */
  readonly events: number
  readonly sameEvents: boolean
  /** Whether the weights onto the hidden units changed. */
  readonly learned: boolean
}

const TICKS = 20

export const runNetwork = async (reference: Backend, other: Backend): Promise<NetworkResult> => {
  const planned = planExperiment(small)
  const machines = await Promise.all([reference, other].map(backend => loadNetwork(backend, planned, 1)))
  const before = await machines[0].read('w1.w')
  const tick = await tickByTick(planned, machines)
  const [expected, got] = await Promise.all(machines.map(machine => twoImages(planned, machine)))
  const after = await machines[0].read('w1.w')
  for (const machine of machines) machine.close()
  return {
    tick,
    run: apartOf(planned.plan, expected, got),
    events: expected.events.length,
    sameEvents: String(expected.events) === String(got.events),
    learned: before.some((w, i) => w !== after[i]),
  }
}

const save = async (machine: Machine) => (await machine.save()) as Record<string, Float32Array>

const phasesOf = ({ stages }: Planned) => stages[0].phases.map(p => `${p.program}!recorded`)

/** Each step is done by both machines, the second one from the state of the first. */
const tickByTick = async (planned: Planned, [reference, other]: Machine[]): Promise<Apart> => {
  let worst = NEAR
  const step = async (run: (machine: Machine) => void) => {
    other.restore(await save(reference))
    for (const machine of [reference, other]) run(machine)
    const [saved, got] = [await save(reference), await save(other)]
    worst = larger(worst, apartOf(planned.plan, { saved }, { saved: got }))
  }
  drive(reference, 0)
  for (const phase of phasesOf(planned))
    for (let t = 0; t < TICKS / 2; t++) await step(machine => machine.advance(phase, [1]))
  await step(machine => machine.fire(planned.stages[0].presentationEnd!))
  other.restore(await save(reference))
  return worst
}

const drive = (machine: Machine, image: number): void => {
  machine.clock(0, { presentation: image, tick: 0 })
  machine.write('input.soma.x', numbers(784, 100 + image, 0, 1))
}

const twoImages = async (planned: Planned, machine: Machine) => {
  await machine.drain()
  for (const image of [0, 1]) {
    drive(machine, image)
    for (const phase of phasesOf(planned)) {
      if (phase.includes('target')) machine.write('output.soma.label', oneHot(image))
      machine.advance(phase, [TICKS])
    }
    machine.fire(planned.stages[0].presentationEnd!)
  }
  const logged = Object.values(await machine.drain())
  return { saved: await save(machine), events: logged.flatMap(l => [...l.counts[0], ...l.entries[0]]) }
}

const oneHot = (label: number) => Float32Array.from({ length: 10 }, (_, i) => (i === label ? 1 : 0))
