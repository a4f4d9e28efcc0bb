/** What a replay is asked for, and the experiment and images that it is made from. */
import type { Dataset } from '../data/dataset.ts'
import { SpecError } from '../errors.ts'
import { pairs } from '../spec/model.ts'
import type { Experiment, Probe } from '../spec/types.ts'

/** Units whose voltages are wanted. */
export interface Wanted {
  population: string
  units: number[]
}

/** A tensor of a file of weights: [pres, posts] for synapses, 0 where there is none; else [units]. */
export interface SavedColumn {
  name: string // in full: 'w1.w'
  values: Float32Array | Int32Array
}

export interface ReplayRequest {
  experiment: unknown // as run.json has it
  replica: number
  epochs?: number // in total, where the user said so
  wanted: Wanted[]
  events: string[] // recorded columns of spikes, to be compared
  saved: SavedColumn[] // the learned columns before the first presentation that is shown
  during: 'train' | 'test'
  epoch: number // as in the file of presentations: finished works
  round: number // tests before this one
  presentation: number // training presentations before this epoch
  /** Recorded presentations of this epoch from its first one, in order; the images as they were shown. */
  shown: { sample: number; label: number; image?: Uint8Array }[]
  only: number[] // which of `shown` are wanted; where each begins with a clear state, the others are not repeated
  rows: number
  columns: number
  classes: number
  count: number // images of the data set
}

export const mostBytes = 2 ** 29

/** A data set of `count` images, of which only those that are shown are filled in. */
export const imagesOf = ({ shown, rows, columns, classes, ...request }: ReplayRequest, filled: number): Dataset => {
  const size = rows * columns
  if (filled * size > mostBytes)
    throw new SpecError('dataset', `at most ${mostBytes} bytes of images`, `${filled * size}`)
  const images = new Uint8Array(filled * size)
  const labels = new Uint8Array(filled)
  for (const { sample, label, image } of shown) {
    if (!image || sample >= filled) continue
    images.set(image, sample * size)
    labels[sample] = label
  }
  const count = request.count // keys the draws of a test
  return { name: 'shown', source: 'recordings', digest: '', images, labels, count, rows, columns, classes }
}

/** What is recorded this time: the same events, and the voltages that are wanted. */
export const withProbes = (experiment: Experiment, { events, wanted }: ReplayRequest): Experiment => {
  const always = { during: ['train', 'test'] as ('train' | 'test')[], samples: Number.MAX_SAFE_INTEGER }
  const kept = (experiment.probes ?? []).filter(p => events.includes(p.column))
  const probe = ({ population, units }: Wanted): Probe[] =>
    variablesOf(experiment, population).map(v => ({ column: `${population}.${v}`, units, ...always }))
  return { ...experiment, probes: [...kept.map(p => ({ ...p, ...always })), ...wanted.flatMap(probe)] }
}

const most = 3 // variables of a neuron that has no voltage

/** The voltages of a neuron, 'soma.v' and the like; the first variables of one that has none. */
const variablesOf = ({ populations }: Experiment, name: string): string[] => {
  const compartments = Object.entries(populations[name]?.neuron.compartments ?? {})
  const all = compartments.flatMap(([c, { step }]) => pairs(step).map(([variable]) => `${c}.${variable}`))
  const voltages = all.filter(v => v.endsWith('.v'))
  return voltages.length > 0 ? voltages : all.slice(0, most)
}
