/** Kernels of the hidden layer: how its projections stand, and the stages that make them. */
import { oja } from '../../models/rules/oja.ts'
import { randomKernels } from '../../models/rules/random-kernels.ts'
import type { Projection, Stage } from '../../src/spec/types.ts'
import { along, common, glance, image, type Settings } from './growth-settings.ts'

export const kernelProjections = (s: Settings): Projection[] => {
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

/** First the kernels' beginnings, then the kernels. */
export const kernelStages = (s: Settings): Stage[] => {
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
