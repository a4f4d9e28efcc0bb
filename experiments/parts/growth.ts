/** What the experiments that learn digits with growth-transform spikes share: the network and its stages. */
import { growthColumns } from '../../models/neurons/growth-columns.ts'
import { growthLabel } from '../../models/neurons/growth-label.ts'
import { patchRelay } from '../../models/neurons/patch-relay.ts'
import { pixel } from '../../models/neurons/pixel.ts'
import { gated } from '../../models/rules/gated.ts'
import { oja } from '../../models/rules/oja.ts'
import type { Experiment, Neuron, Phase, Population, Projection, Stage } from '../../src/spec/types.ts'

export interface GrowthOptions {
  /** Ticks of a presentation. */
  ticks?: number
  /** Units of a group. */
  units?: number
  field?: number
  stride?: number
  hidden?: Neuron
  gain?: number
  theta?: number
  kappa?: number
  eps?: number
  eta?: number
  decay?: number
  epochs?: number
  gate?: boolean
  /** Pixels by which training images are shifted while labels learn. */
  shift?: number
}

const image = { 'image.soma.x': 'image' } as const

/** Label quantum by ticks: large enough to resolve the drive, small enough to spike. */
const quantum = (ticks: number): number => (ticks <= 5 ? 0.5 : ticks <= 10 ? 1 : 2)

const shown = ['image', 'patch', 'hidden.feed', 'hidden.soma', 'label.drive', 'label.soma']

/** The phase in which an image is shown; under the name 'show' the labels learn at its end. */
const show = (name: string, ticks: number, drive: Phase['drive']): Phase => ({
  name,
  lasts: `${ticks} ticks`,
  order: shown,
  drive: { ...image, ...drive },
})

/** Local receptive fields, every group its own weights (columns): kernels first, then the power of their spikes, then the labels. */
export const patches = (
  options: GrowthOptions = {},
): Pick<Experiment, 'dt' | 'populations' | 'projections' | 'train' | 'test' | 'measures'> => {
  const { ticks = 20, field = 8, stride = 4 } = options
  const side = Math.floor((28 - field) / stride) + 1
  return {
    dt: '1 ms',
    populations: populations(options, side * side, field * field),
    projections: projections(options, ticks, field, stride),
    train: stages(options, ticks),
    test: {
      every: 'epoch',
      clear: 'presentation',
      phases: [show('show', ticks, {})],
      answer: { of: 'label', score: '-(i * soma.n + lambda * soma.w)' },
    },
    measures: { error: 'error' },
  }
}

const populations = (options: GrowthOptions, groups: number, pixels: number): Record<string, Population> => {
  const {
    ticks = 20,
    units = 56,
    hidden = growthColumns,
    gain = 0.5,
    theta = 0.3,
    kappa = 8,
    eps = 0.3,
    gate = true,
  } = options
  return {
    image: { neuron: pixel, size: 784, shape: [28, 28] },
    patch: { neuron: patchRelay, shape: [groups, pixels], set: { eps } },
    hidden: { neuron: hidden, shape: [groups, units], set: { gain, theta, kappa } },
    label: { neuron: growthLabel, size: 10, set: { t: ticks, i: quantum(ticks), gated: gate ? 1 : 0 } },
  }
}

const projections = (
  { eta = 1, decay = 0.85 }: GrowthOptions,
  ticks: number,
  field: number,
  stride: number,
): Projection[] => [
  { name: 'look', from: 'image.soma.x', to: 'patch.soma', connect: { patch: [field, field], stride }, weights: 1 },
  {
    name: 'kernel',
    from: 'patch.soma.p',
    to: 'hidden.match',
    connect: 'pre.group == post.group',
    weights: 0,
    rule: oja,
  },
  { name: 'feed', from: 'patch.soma.input', to: 'hidden.feed', weights: { tie: 'kernel' } },
  {
    name: 'contrast',
    from: 'patch.soma.ok',
    to: 'hidden.gate',
    connect: 'pre.group == post.group && pre.member == 0',
    weights: 1,
  },
  { name: 'read', from: 'hidden', to: 'label.drive', weights: 0, rule: gated, set: { eta, decay, t: ticks } },
  { name: 'squares', from: 'hidden.soma.square', to: 'label.power', weights: 1 },
]

const stages = ({ epochs = 16, shift = 0 }: GrowthOptions, ticks: number): Stage[] => {
  const common = { learn: true, clear: 'presentation', test: false } as const
  const glance = (name: string, order: string[]): Phase => ({ name, lasts: '1 ticks', order, drive: image })
  return [
    { ...common, name: 'seeds', epochs: 1, phases: [glance('seed', ['image', 'patch', 'hidden.gate'])] },
    { ...common, name: 'kernels', epochs: 1, phases: [glance('patch', ['image', 'patch', 'hidden.match'])] },
    {
      ...common,
      name: 'calibrate',
      images: 300,
      phases: [show('run', ticks, {}), { name: 'sum', lasts: '1 ticks', order: ['label.power'] }],
    },
    {
      ...common,
      name: 'labels',
      epochs,
      test: true,
      phases: [show('show', ticks, { 'label.drive.y': 'label' })],
      ...(shift ? { show: { shift } } : {}),
    },
  ]
}
