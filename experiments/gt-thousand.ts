import { growthTransform, presynapticAdaptation } from '../models/neurons/growth-transform.ts'
import { experiment } from '../src/spec/define.ts'
import type { Init, Population, Projection, Stage, Table } from '../src/spec/types.ts'
import { energies } from './parts/growth-energy.ts'

const neuron = growthTransform({
  name: 'gt',
  modulation: presynapticAdaptation,
  current: 'drive.b - 0.007 + 0.005 * randn()',
})
const layer = (size: number): Population => ({
  neuron,
  size,
  set: { lambda: 10, v0: 0, pole: 0.999 },
  init: { 'activity.c': 0 },
})
/** Normal weights, the negative ones doubled; no unit is coupled to itself. */
const normal = (itself: boolean): Init => ({
  let: { r: '0.1 * randn()' },
  value: `${itself ? 'pre.unit == post.unit ? 0 : ' : ''}r < 0 ? 2 * r : r`,
})
const link = (from: string, to: string, probability: number): Projection[] => [
  {
    name: `${from}${to}`,
    from: `${from}.soma.y`,
    to: `${to}.drive`,
    connect: { probability },
    weights: normal(from === to),
  },
  { name: `${from}${to}c`, from: `${from}.activity.c`, to: `${to}.trace`, weights: { tie: `${from}${to}` } },
]

const order = ['activity', 'trace', 'drive', 'soma'].flatMap(c => [`first.${c}`, `second.${c}`])
const stage = (name: string, b: number): Stage => {
  const drive: Table<number> = { 'first.drive.b': b, 'second.drive.b': b }
  return {
    name,
    presentations: 1,
    clear: 'presentation',
    phases: [{ name: `run${name}`, lasts: '500 ticks', order, drive }],
  }
}

const recorded = energies(['first', 'second'])
const some = Array.from({ length: 10 }, (_, unit) => unit)

export default experiment({
  name: 'gt-thousand',
  about: 'A thousand growth-transform units in two layers, sparse random coupling, noise, three stimuli',
  seed: 1,
  dt: '1 ms',
  populations: { first: layer(300), second: layer(700) },
  projections: [
    ...link('first', 'first', 0.02),
    ...link('second', 'second', 0.01),
    ...link('first', 'second', 6000 / 210_000),
  ],
  train: [stage('Rest', 0), stage('Weak', 0.02), stage('Strong', 0.1)],
  measures: recorded.measures,
  probes: [
    ...recorded.probes,
    { column: 'first.spike', during: ['train'] },
    { column: 'second.spike', during: ['train'] },
    { column: 'first.soma.v', during: ['train'], units: some },
    { column: 'second.soma.v', during: ['train'], units: some },
  ],
})
