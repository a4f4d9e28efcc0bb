/** 784-20-10: pyramidal cells see images and learn. Runs in Node and in a page. */
import { dendrites, type Layers, probes } from '../../experiments/parts/dendrites.ts'
import { deltaAdam, plateauAdam } from '../../models/rules/plateau-adam.ts'
import type { Backend, Machine } from '../../src/backend/backend.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { experiment } from '../../src/spec/define.ts'
import { numbers } from './plans.ts'

const published: Layers = { hidden: [{ name: 'hidden', size: 20, eta: 0.21 }], etaOut: 0.21 }
/** The same with steps of one size. */
export const ofOneSize: Layers = {
  hidden: [{ name: 'hidden', size: 20, eta: 0.02, rule: plateauAdam }],
  etaOut: 0.02,
  ruleOut: deltaAdam,
}

export const plannedDendrites = (lanes: number, layers = published) =>
  planExperiment({
    ...experiment({
      name: 'small',
      about: '784-20-10',
      seed: 1,
      dataset: { name: 'mnist' },
      ...dendrites(layers),
      probes: probes('input', 'hidden', 'output'),
    }),
    lanes,
  })

const label = (of: number) => Float32Array.from({ length: 10 }, (_, i) => (i === of % 10 ? 1 : 0))

type Planned = ReturnType<typeof plannedDendrites>

/** What an image is to the machines of one network: `lane` counts through the lanes of all. */
type Drive = Pick<Machine, 'write' | 'clock'>

/** Writes image number `image` to every lane. A negative one is black. */
export const show = (machine: Drive, lanes: number, image: number): void => {
  for (let lane = 0; lane < lanes; lane++) {
    const pixels = numbers(784, 100 + image * lanes + lane, 0, 1).map(x => (x > 0.8 && image >= 0 ? x : 0))
    machine.clock(lane, { presentation: Math.max(image, 0) * lanes + lane, tick: 0 })
    machine.write('input.soma.x', pixels, lane)
    machine.write('output.soma.label', label(image + lane + 1), lane)
  }
}

/** The phases of a presentation by name, and its end. */
export const phasesOf = ({ stages }: Planned) => ({
  phases: stages[0].phases.map(p => `${p.program}!recorded`),
  end: stages[0].presentationEnd!,
})

/** Lengths of a phase: every lane its own. */
export const lengthsOf = (lanes: number, ticks: number): number[] =>
  Array.from({ length: lanes }, (_, lane) => ticks - 3 * (lane % 8))

/** Two images and a black one: all that the machine holds at the end, and all that it logged. */
export const presentations = async (
  backend: Backend,
  lanes: number,
  ticks: number,
  black: number,
  layers = published,
) => {
  const planned = plannedDendrites(lanes, layers)
  const machine = await loadNetwork(backend, planned, 1)
  const { phases, end } = phasesOf(planned)
  for (const image of [0, -1, 1]) {
    show(machine, lanes, image)
    for (const phase of phases) machine.advance(phase, lengthsOf(lanes, image < 0 ? black : ticks))
    machine.fire(end)
  }
  const logged = await machine.drain()
  const saved = await machine.save()
  machine.close()
  return { logged, saved }
}

/** A hash of numbers by name (FNV-1a over their bytes). */
export const digest = (all: Record<string, ArrayBufferView>): number => {
  let hash = 0x811c9dc5
  for (const name of Object.keys(all).sort()) {
    const { buffer, byteOffset, byteLength } = all[name]
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) hash = Math.imul(hash ^ byte, 0x01000193)
  }
  return hash >>> 0
}
