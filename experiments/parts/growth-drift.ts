/** A network of growth-transform units that follows a drifting sensor array, and the order in which it meets the batches. */
import { adaptingRelay } from '../../models/neurons/adapting-relay.ts'
import { growthColumns } from '../../models/neurons/growth-columns.ts'
import { growthLabel } from '../../models/neurons/growth-label.ts'
import { patchRelay } from '../../models/neurons/patch-relay.ts'
import { pixel } from '../../models/neurons/pixel.ts'
import { gated } from '../../models/rules/gated.ts'
import { oja } from '../../models/rules/oja.ts'
import type { Experiment, Phase, Stage } from '../../src/spec/types.ts'

const SENSORS: [number, number] = [16, 8]
const FEATURES = 128
const UNITS = 120
const TICKS = 20
const GASES = 6

type Network = Pick<Experiment, 'dt' | 'populations' | 'projections' | 'train' | 'test' | 'measures'>

const senses = ['array', 'contrast', 'adapt', 'pattern']
const image = { 'array.soma.x': 'image' } as const

const phase = (name: string, ticks: number, order: string[], drive: Phase['drive'] = {}): Phase => ({
  name,
  lasts: `${ticks} ticks`,
  order: [...senses, ...order],
  drive: { ...image, ...drive },
})

/** The ten batches: the first teaches kernels and labels; then all are tried without learning; then each is tried and learned from. */
export const followDrift = (): Network => ({
  dt: '1 ms',
  populations: {
    array: { neuron: pixel, shape: SENSORS },
    contrast: { neuron: patchRelay, shape: [1, FEATURES], set: { eps: 0.1 } },
    adapt: { neuron: adaptingRelay, size: FEATURES },
    pattern: { neuron: patchRelay, shape: [1, FEATURES], set: { eps: 0.05 } },
    hidden: { neuron: growthColumns, shape: [1, UNITS], set: { gain: 1, theta: 0.2, kappa: 8 } },
    label: { neuron: growthLabel, size: GASES, set: { t: TICKS, i: 2 } },
  },
  projections: [
    { name: 'look', from: 'array.soma.x', to: 'contrast.soma', connect: 'pre.unit == post.unit', weights: 1 },
    { name: 'relay', from: 'contrast.soma.p', to: 'adapt.soma', connect: 'pre.unit == post.unit', weights: 1 },
    { name: 'differ', from: 'adapt.soma.d', to: 'pattern.soma', connect: 'pre.unit == post.unit', weights: 1 },
    { name: 'kernel', from: 'pattern.soma.p', to: 'hidden.match', weights: 0, rule: oja },
    { name: 'feed', from: 'pattern.soma.p', to: 'hidden.feed', weights: { tie: 'kernel' } },
    { name: 'contrast', from: 'pattern.soma.ok', to: 'hidden.gate', connect: 'pre.member == 0', weights: 1 },
    { name: 'read', from: 'hidden', to: 'label.drive', weights: 0, rule: gated, set: { decay: 0.85, t: TICKS } },
    { name: 'squares', from: 'hidden.soma.square', to: 'label.power', weights: 1 },
  ],
  train: [...first(), ...[2, 3, 4, 5, 6, 7, 8, 9].map(still), ...[2, 3, 4, 5, 6, 7, 8, 9].flatMap(follow)],
  test: { every: 'epoch', clear: 'presentation', phases: [show({})], answer },
  measures: { error: 'error', guarded: { of: 'label', value: 'sum(all, soma.guarded)' } },
})

const show = (drive: Phase['drive']): Phase =>
  phase('show', TICKS, ['hidden.feed', 'hidden.soma', 'label.drive', 'label.soma'], drive)

const answer = { of: 'label', score: '-(i * soma.n + lambda * soma.w)' }
const common = { clear: 'presentation', test: false } as const
const learning = { ...common, learn: true } as const

const first = (): Stage[] => [
  { ...learning, name: 'means', part: 1, epochs: 1, phases: [phase('adapt', 1, [])] },
  { ...learning, name: 'seeds', part: 1, epochs: 1, phases: [phase('seed', 1, ['hidden.gate'])] },
  { ...learning, name: 'kernels', part: 1, epochs: 10, phases: [phase('patch', 1, ['hidden.match'])] },
  {
    ...learning,
    name: 'calibrate',
    part: 1,
    images: 300,
    phases: [show({}), { name: 'sum', lasts: '1 ticks', order: ['label.power'] }],
  },
  { ...learning, name: 'first', part: 1, epochs: 8, phases: [show({ 'label.drive.y': 'label' })], test: true },
]

/** How wrong the network is on a batch, as it stands. */
const tried = (name: string, part: number): Stage => ({ ...common, name, part, epochs: 1, phases: [show({})], answer })

const still = (part: number): Stage => tried(`still-${part}`, part)

const follow = (part: number): Stage[] => [
  tried(`before-${part}`, part),
  {
    ...learning,
    name: `learn-${part}`,
    part,
    epochs: 1,
    phases: [show({ 'label.drive.y': 'label' })],
    test: part === 9,
  },
]
