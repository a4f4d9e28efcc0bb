/** What the experiments that learn digits with growth-transform spikes share: hidden layers, label units and their stages. */
import { growthColumns } from '../../models/neurons/growth-columns.ts'
import { growthLabel } from '../../models/neurons/growth-label.ts'
import { patchRelay } from '../../models/neurons/patch-relay.ts'
import { pixel } from '../../models/neurons/pixel.ts'
import { gated } from '../../models/rules/gated.ts'
import { oja } from '../../models/rules/oja.ts'
import { randomKernels } from '../../models/rules/random-kernels.ts'
import type { Experiment, Neuron, Phase, Population, Projection, Stage } from '../../src/spec/types.ts'

export interface GrowthOptions {
  /** Ticks of a presentation. */
  ticks?: number
  /** Units of a competition group. */
  units?: number
  /** Side of a receptive field and distance of two, in pixels. */
  field?: number
  stride?: number
  /**
   * own: every unit learns its weights; random: own, frozen; shared: one group learns on random patches and all groups copy it;
   * pixels: no kernels, a unit for each pixel.
   */
  kernels?: 'own' | 'random' | 'shared' | 'pixels'
  hidden?: Neuron
  gain?: number
  theta?: number
  kappa?: number
  /** Smallest norm of a patch that takes part in learning. */
  eps?: number
  /** Label rule: rate at the start, its factor an epoch, epochs, and whether the label gates errors. */
  eta?: number
  decay?: number
  epochs?: number
  gate?: boolean
  /** Side of the window through which images are seen while own kernels learn; 0: whole images. */
  glimpse?: number
  /** Pixels by which training images are shifted while labels learn, but for the last two epochs. */
  shift?: number
}

type Settings = Required<GrowthOptions>
type Network = Pick<Experiment, 'dt' | 'populations' | 'projections' | 'train' | 'test' | 'measures'>

const columns: Settings = {
  ticks: 20,
  units: 56,
  field: 8,
  stride: 4,
  kernels: 'own',
  hidden: growthColumns,
  gain: 0.5,
  theta: 0.3,
  kappa: 8,
  eps: 0.3,
  eta: 1,
  decay: 0.85,
  epochs: 16,
  gate: true,
  glimpse: 0,
  shift: 0,
}

const image = { 'image.soma.x': 'image' } as const
const feed = (s: Settings): string[] => (s.kernels === 'pixels' ? ['hidden.feed'] : ['patch', 'hidden.feed'])
/** Receptive fields along one side of an image. */
const along = ({ field, stride }: Settings): number => Math.floor((28 - field) / stride) + 1
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
      answer: { of: 'label', score: '-(i * soma.n + lambda * soma.w)' },
    },
    measures: { error: 'error', guarded: { of: 'label', value: 'sum(all, soma.guarded)' }, ...operations(s) },
  }
}

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
  const { gain, theta, kappa, eps, ticks } = s
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
    label: { neuron: growthLabel, size: 10, set: { t: ticks, i: quantum(ticks), gated: s.gate ? 1 : 0 } },
  }
}

const kernelProjections = (s: Settings): Projection[] => {
  if (s.kernels === 'pixels')
    return [{ name: 'feed', from: 'image.soma.x', to: 'hidden.feed', connect: 'one-to-one', weights: 1 }]
  const look: Projection = {
    name: 'look',
    from: 'image.soma.x',
    to: 'patch.soma',
    connect: { patch: [s.field, s.field], stride: s.stride },
    weights: 1,
  }
  return s.kernels === 'shared' ? [look, ...sharedKernels()] : [look, ...ownKernels(s)]
}

/** Every group its own weights. */
const ownKernels = (s: Settings): Projection[] => {
  const within = along(s) === 1 ? {} : { connect: 'pre.group == post.group' }
  const learned = s.kernels === 'own'
  return [
    {
      name: 'kernel',
      from: 'patch.soma.p',
      to: 'hidden.match',
      ...within,
      weights: learned ? 0 : 'randn()',
      rule: learned ? oja : randomKernels,
    },
    { name: 'feed', from: 'patch.soma.input', to: 'hidden.feed', weights: { tie: 'kernel' } },
    ...contrast('patch', 'hidden'),
  ]
}

/** One group learns on patches from anywhere; its weights are copied to all: shared, so not local in the strict sense. */
const sharedKernels = (): Projection[] => [
  { name: 'glance', from: 'glimpse.soma.x', to: 'sample.soma', connect: 'one-to-one', weights: 1 },
  { name: 'kernel', from: 'sample.soma.p', to: 'prototype.match', weights: 0, rule: oja },
  {
    name: 'feed',
    from: 'patch.soma.input',
    to: 'hidden.feed',
    connect: 'pre.group == post.group',
    weights: { tile: 'kernel', refresh: 'kernels.end' },
  },
  ...contrast('sample', 'prototype'),
]

/** Tells every unit of a group whether its patch has contrast. */
const contrast = (from: string, to: string): Projection[] => [
  {
    name: 'contrast',
    from: `${from}.soma.ok`,
    to: `${to}.gate`,
    connect: 'pre.group == post.group && pre.member == 0',
    weights: 1,
  },
]

const labelProjections = ({ eta, decay, ticks }: Settings): Projection[] => [
  { name: 'read', from: 'hidden', to: 'label.drive', weights: 0, rule: gated, set: { eta, decay, t: ticks } },
  { name: 'squares', from: 'hidden.soma.square', to: 'label.power', weights: 1 },
]

const common = { learn: true, clear: 'presentation', test: false } as const

/** First the kernels' beginnings, then the kernels. */
const kernelStages = (s: Settings): Stage[] => {
  if (s.kernels === 'pixels') return []
  if (s.kernels === 'random')
    return [{ ...common, name: 'kernels', presentations: 1, phases: [glance('rest', ['hidden.gate'], {})] }]
  if (s.kernels === 'own') {
    const seen = { ...common, epochs: 1, ...windowOf(s) }
    return [
      { ...seen, name: 'seeds', phases: [glance('seed', ['image', 'patch', 'hidden.gate'], image)] },
      { ...seen, name: 'kernels', phases: [glance('patch', ['image', 'patch', 'hidden.match'], image)] },
    ]
  }
  const crop = { show: { crop: [s.field, s.field] as [number, number] } }
  const from = { 'glimpse.soma.x': 'image' } as const
  return [
    {
      ...common,
      ...crop,
      name: 'seeds',
      images: 2000,
      phases: [glance('seed', ['glimpse', 'sample', 'prototype.gate'], from)],
    },
    {
      ...common,
      ...crop,
      name: 'kernels',
      epochs: 7,
      phases: [glance('patch', ['glimpse', 'sample', 'prototype.match'], from)],
    },
  ]
}

const windowOf = ({ glimpse }: Settings): Pick<Stage, 'show'> =>
  glimpse ? { show: { window: [glimpse, glimpse] } } : {}

const glance = (name: string, order: string[], drive: Phase['drive']): Phase => ({
  name,
  lasts: '1 ticks',
  order,
  drive,
})

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
