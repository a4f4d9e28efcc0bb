/** Every neuron of models/ by itself: 20 units in 4 groups, Poisson spikes into each of its compartments, three tenths of the time silent. */
import { readdirSync } from 'node:fs'
import { expect } from 'vitest'
import { poisson } from '../../models/neurons/poisson.ts'
import type { Backend } from '../../src/backend/backend.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { experiment } from '../../src/spec/define.ts'
import type { Equations, Experiment, Neuron } from '../../src/spec/types.ts'
import { type Outcome, sameBits } from './compare.ts'

const folder = new URL('../../models/neurons/', import.meta.url)

const isNeuron = (value: unknown): value is Neuron => (value as Neuron | undefined)?.kind === 'neuron'

export const allNeurons = async (): Promise<Neuron[]> => {
  const files = readdirSync(folder).filter(name => name.endsWith('.ts'))
  const modules = await Promise.all(files.map(name => import(new URL(name, folder).href)))
  const found = modules.flatMap(m => Object.values(m)).filter(isNeuron)
  return [...new Map(found.map(n => [n.name, n])).values()]
}

/** Phases whose beginning or end a neuron waits for. */
const phasesOf = (neuron: Neuron): string[] => {
  const named = [...JSON.stringify(neuron).matchAll(/"(\w+)\.(?:begin|end)":/g)].map(m => m[1])
  const events = Object.keys(neuron.events ?? {})
  const phases = [...new Set(named)].filter(name => !events.includes(name) && name !== 'presentation')
  return phases.length > 0 ? phases : ['on']
}

const namesOf = (step: Equations): string[] => (Array.isArray(step) ? step.map(([name]) => name) : Object.keys(step))

/** Every event and every variable of a step: what nothing reads would not be computed at all. */
const variablesOf = ({ compartments, events }: Neuron): string[] => [
  ...Object.keys(events ?? {}),
  ...Object.entries(compartments).flatMap(([name, { step }]) =>
    [...new Set(namesOf(step ?? {}))].map(v => `${name}.${v}`),
  ),
]

/** One presentation of `ticks` ticks, three in ten of them without spikes or drive, between phases with both. */
const alone = (neuron: Neuron, ticks: number, lanes = 1): Experiment => {
  const names = phasesOf(neuron)
  const driven = neuron.compartments.soma?.state?.x !== undefined && neuron.compartments.soma.input === undefined
  const drive = (x: number) => ({ 'source.soma.x': x, ...(driven ? { 'cell.soma.x': 0.5 * x } : {}) })
  const silent = Math.round(0.3 * ticks)
  const each = Math.floor((ticks - silent) / (names.length + 1))
  const phase = (name: string, length: number, x: number) => ({
    name,
    lasts: `${length} ticks` as const,
    drive: drive(x),
  })
  return experiment({
    name: `alone-${neuron.name}`,
    about: 'one kind of neuron',
    seed: 5,
    dt: '1 ms',
    lanes,
    populations: { source: { neuron: poisson, size: 10 }, cell: { neuron, shape: [4, 5] } },
    projections: Object.entries(neuron.compartments).flatMap(([name, { input }]) =>
      input === undefined
        ? []
        : [{ from: 'source', to: `cell.${name}`, weights: input === 1 ? 'rand() - 0.3' : `150 ${input} * rand()` }],
    ),
    probes: variablesOf(neuron).map(column => ({ column: `cell.${column}`, during: ['train'] })),
    train: [
      {
        presentations: lanes,
        phases: [
          ...names.map(name => phase(name, each, 1)),
          phase('silent', silent, 0),
          phase('again', ticks - silent - names.length * each, 1),
        ],
      },
    ],
  })
}

/** Its phases one after the other; what the machine holds at the end, and what it logged. */
const run = async (backend: Backend, made: Experiment): Promise<Outcome> => {
  const planned = planExperiment(made)
  const machine = await loadNetwork(backend, planned, made.seed)
  const [{ phases, presentationEnd }] = planned.stages
  for (let lane = 0; lane < planned.plan.lanes; lane++) machine.clock(lane, { presentation: lane, tick: 0 })
  for (const { program, lasts, drives } of phases) {
    for (let lane = 0; lane < planned.plan.lanes; lane++)
      for (const d of drives) machine.write(d.column, new Float32Array(d.size).fill(d.value!), lane)
    machine.advance(program + planned.recorded, Array(planned.plan.lanes).fill(lasts.base))
  }
  if (presentationEnd) machine.fire(presentationEnd)
  const logged = await machine.drain()
  const saved = (await machine.save()) as unknown as Outcome['saved']
  machine.close()
  return { saved, logged }
}

/** All that the machine holds at the end, and every value and event of every tick, to the bit. */
export const expectEqualToJs = async (backend: Backend, neuron: Neuron, ticks: number): Promise<void> => {
  const made = alone(neuron, ticks)
  const expected = await run(jsBackend(), made)
  const got = await run(backend, made)
  for (const [name, values] of Object.entries(expected.saved)) sameBits(values, got.saved[name], name)
  expect(got.logged).toEqual(expected.logged)
}
