/** The published networks of ON/OFF pairs on small two-class tasks: two recurrent layers, labels as inputs, the fewest spikes decide. */
import { growthPair } from '../../models/neurons/growth-pair.ts'
import { pixel } from '../../models/neurons/pixel.ts'
import { sparsity } from '../../models/rules/sparsity.ts'
import type { Experiment, Phase, Projection } from '../../src/spec/types.ts'

export interface TaskOptions {
  /** Network 2: the first layer sees the point; network 3: also the label. */
  network: 2 | 3
  epochs: number
}

/** Inputs are repeated: as many sub-networks of the first layer. */
const COPIES = 20
const CLASSES = 2
const published = { 2: { first: 0, second: 5e-4, ticks: 200 }, 3: { first: 5e-5, second: 5e-4, ticks: 100 } } as const

/** First layer, then the second, which reads its clamped potentials of the step's beginning. */
const order = ['point', 'label', 'first', 'second']
const decide = '-sum(all, pair.count)'

const phase = (name: string, ticks: number, label: 'label' | 'candidate'): Phase => ({
  name,
  lasts: `${ticks} ticks`,
  order,
  drive: { 'point.soma.x': 'image', 'label.soma.x': label },
})

/** Couplings of a layer to itself, no pair to itself: half a normal number at the start. */
const recurrent = (of: string, eta: number): Projection => ({
  name: of,
  from: `${of}.pair.z`,
  to: `${of}.drive`,
  connect: 'pre.unit != post.unit',
  weights: '0.5 * randn()',
  ...(eta > 0 ? { rule: sparsity, set: { eta } } : {}),
})

/** 0 or 1 to -1 or 1, with the offset of the receiving pairs. */
const LABEL_WEIGHT = 2

export const pairsOnTask = ({
  network,
  epochs,
}: TaskOptions): Pick<Experiment, 'dt' | 'populations' | 'projections' | 'train' | 'test' | 'measures'> => {
  const { first: etaFirst, second: etaSecond, ticks } = published[network]
  const inputs = network === 3 ? 2 + CLASSES : 2
  const first = COPIES * inputs
  const second = first + CLASSES
  const isLabel = (unit: number) => unit % inputs >= 2
  return {
    dt: '1 ms',
    populations: {
      point: { neuron: pixel, size: 2, shape: [1, 2] },
      label: { neuron: pixel, size: CLASSES },
      first: {
        neuron: growthPair,
        shape: [COPIES, inputs],
        set: { offset: Array.from({ length: first }, (_, unit) => (isLabel(unit) ? -1 : 0)) },
      },
      second: {
        neuron: growthPair,
        size: second,
        set: { offset: Array.from({ length: second }, (_, unit) => (unit < first ? 0 : -1)) },
      },
    },
    projections: [
      { name: 'see', from: 'point.soma.x', to: 'first.stimulus', connect: 'pre.unit == post.member', weights: 1 },
      ...(network === 3
        ? [
            {
              name: 'told',
              from: 'label.soma.x',
              to: 'first.stimulus',
              connect: 'pre.unit == post.member - 2',
              weights: LABEL_WEIGHT,
            },
          ]
        : []),
      recurrent('first', etaFirst),
      { name: 'up', from: 'first.on.x', to: 'second.stimulus', connect: 'pre.unit == post.unit', weights: 1 },
      {
        name: 'label',
        from: 'label.soma.x',
        to: 'second.stimulus',
        connect: `post.unit == pre.unit + ${first}`,
        weights: LABEL_WEIGHT,
      },
      recurrent('second', etaSecond),
    ],
    train: [{ name: 'learn', epochs, learn: true, clear: 'presentation', phases: [phase('show', ticks, 'label')] }],
    test: {
      every: 'epoch',
      clear: 'presentation',
      phases: [{ ...phase('try', ticks, 'candidate'), each: 'class' }],
      answer: { of: 'second', score: decide },
    },
    measures: { error: 'error', spikes: { of: 'second', value: `sum(all, pair.count) / (2 * size * ${ticks})` } },
  }
}
