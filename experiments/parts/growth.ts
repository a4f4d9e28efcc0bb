/** What the experiments that learn digits with growth-transform spikes share: hidden layers, label units and their stages. */
import { growthLabel } from '../../models/neurons/growth-label.ts'
import { linearReadout } from '../../models/neurons/linear-readout.ts'
import { patchRelay } from '../../models/neurons/patch-relay.ts'
import { pixel } from '../../models/neurons/pixel.ts'
import { gated } from '../../models/rules/gated.ts'
import type { Experiment, Phase, Population, Projection, Stage } from '../../src/spec/types.ts'
import { kernelProjections, kernelStages } from './growth-kernels.ts'
import { along, columns, common, type GrowthOptions, glance, image, type Settings } from './growth-settings.ts'

type Network = Pick<Experiment, 'dt' | 'populations' | 'projections' | 'train' | 'test' | 'measures'>

const feed = (s: Settings): string[] => (s.kernels === 'pixels' ? ['hidden.feed'] : ['patch', 'hidden.feed'])
/** Label quantum: large enough to resolve the drive, small enough to spike. */
const quantum = (ticks: number): number => (ticks <= 5 ? 0.5 : ticks <= 10 ? 1 : 2)

/** Local receptive fields by default; constants of the specification's columns. */
export const digitsByGrowth = (options: GrowthOptions = {}): Network => {
  const s = { ...columns, ...options }
  return {
    dt: '1 ms',
    populations: populations(s),
    projections: [...kernelProjections(s), ...labelProjections(s)],
    train: [...kernelStages(s), ...labelStages(s)],
    test: {
      every: 'epoch',
      clear: 'presentation',
      phases: [show(s, 'show')],
      answer: { of: 'label', score: s.labels === 'linear' ? 'soma.z' : '-(i * soma.n + lambda * soma.w)' },
    },
    measures: { error: 'error', ...guarded(s), ...operations(s) },
  }
}

const guarded = ({ labels }: Settings): NonNullable<Experiment['measures']> =>
  labels === 'linear' ? {} : { guarded: { of: 'label', value: 'sum(all, soma.guarded)' } }

/** Additions for a test image: what each unit of a group gets of the patch, once; for a hidden spike ten labels and the units of its group. */
const operations = (s: Settings): NonNullable<Experiment['measures']> => {
  const input =
    s.kernels === 'pixels'
      ? { of: 'image', value: 'sum(all, soma.x != 0 ? 1 : 0)' }
      : { of: 'patch', value: `${s.units} * sum(all, soma.input != 0 ? 1 : 0)` }
  return {
    'operations.input': { ...input, during: 'test' },
    'operations.hidden': { of: 'hidden', value: 'sum(all, soma.r * (10 + members))', during: 'test' },
  }
}

/** The phase in which an image is shown; under the name 'show' the labels learn at its end. */
const show = (s: Settings, name: string, drive: Phase['drive'] = {}): Phase => ({
  name,
  lasts: `${s.ticks} ticks`,
  order: ['image', ...feed(s), 'hidden.soma', 'label.drive', 'label.soma'],
  drive: { ...image, ...drive },
})

const populations = (s: Settings): Record<string, Population> => {
  const { gain, theta, kappa, eps } = s
  const groups = along(s) ** 2
  const pixels = s.field ** 2
  const shape: [number, number] = s.kernels === 'pixels' ? [784, 1] : [groups, s.units]
  const relay = { neuron: patchRelay, set: { eps } }
  return {
    image: { neuron: pixel, size: 784, shape: [28, 28] },
    ...(s.kernels === 'pixels' ? {} : { patch: { ...relay, shape: [groups, pixels] as [number, number] } }),
    ...(s.kernels === 'shared'
      ? {
          glimpse: { neuron: pixel, size: pixels, shape: [s.field, s.field] as [number, number] },
          sample: { ...relay, shape: [1, pixels] as [number, number] },
          prototype: { neuron: s.hidden, shape: [1, s.units] as [number, number] },
        }
      : {}),
    hidden: { neuron: s.hidden, shape, set: { gain, theta, kappa } },
    label: labelUnits(s),
  }
}

const labelUnits = ({ labels, ticks, gate }: Settings): Population =>
  labels === 'linear'
    ? { neuron: linearReadout, size: 10, set: { t: ticks } }
    : { neuron: growthLabel, size: 10, set: { t: ticks, i: quantum(ticks), gated: gate ? 1 : 0 } }

const labelProjections = ({ eta, decay, ticks }: Settings): Projection[] => [
  { name: 'read', from: 'hidden', to: 'label.drive', weights: 0, rule: gated, set: { eta, decay, t: ticks } },
  { name: 'squares', from: 'hidden.soma.square', to: 'label.power', weights: 1 },
]

/** The power of the hidden spikes, then the labels. */
const labelStages = (s: Settings): Stage[] => [
  {
    ...common,
    name: 'calibrate',
    images: 300,
    phases: [show(s, 'run'), glance('sum', ['label.power'], {})],
  },
  {
    ...common,
    name: 'labels',
    epochs: s.epochs,
    test: true,
    phases: [show(s, 'show', { 'label.drive.y': 'label' })],
    ...(s.shift ? { show: { shift: s.shift, epochs: Math.max(1, s.epochs - 2) } } : {}),
  },
]

/** What every experiment of this family records. */
export const probes: Experiment['probes'] = [
  { column: 'hidden.spike', samples: 20 },
  { column: 'label.spike', samples: 20 },
  { column: 'label.soma.w', samples: 20 },
]
