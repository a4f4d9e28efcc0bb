/** MNIST 784-500-100-10: rates learn by what reaches them through feedback weights, which cells with windows learn in feedback phases. */
import { feedbackDrawn, feedbackRelu, feedbackTop } from '../../models/neurons/feedback-units.ts'
import { pixel } from '../../models/neurons/pixel.ts'
import { descend } from '../../models/rules/descend.ts'
import { saturate } from '../../models/rules/saturate.ts'
import type { Experiment, Phase, Projection, Rule, Stage, Weights } from '../../src/spec/types.ts'
import { glorot } from './rate.ts'
import { copy } from './rdd-feedback.ts'

export interface Training {
  hidden?: readonly number[]
  /** What the feedback weights learn by; without it they stay as drawn. */
  rule?: Rule
  /** Driven cells fire by chance, and have no other drive. */
  drawn?: boolean
  /** Feedback weights that follow the forward ones instead. */
  exact?: boolean
  epochs?: number
  eta?: number
  /** Stretches of 100 ms for each driven layer before an epoch of images. */
  stretches?: number
  lanes?: number
  dataset?: string
}

const deviation = (n: number, m: number): number => Math.sqrt(2 / (n + m))
const cellOf = (name: string, drawn: boolean): string[] => [
  `${name}.basal`,
  ...(drawn ? [`${name}.chance`] : []),
  `${name}.cell`,
]

/** Layer `name` is driven, layer `above` listens. */
const feed = (name: string, above: string, stretches: number, drawn: boolean): Stage => ({
  name: 'feed',
  presentations: stretches,
  learn: true,
  test: false,
  clear: 'stage',
  phases: [
    {
      name: 'drive',
      lasts: '100 ms',
      drive: { [`${name}.basal.x`]: { choose: 0.2 }, [`${above}.cell.idle`]: 1 },
      order: [...cellOf(name, drawn), ...cellOf(above, drawn && above !== 'top')],
    },
  ],
})

/** Forward weights, the same for the spikes of the feedback phase, and feedback weights, for spikes and for errors. */
const between = (name: string, above: string, index: number, sizes: number[], t: Training): Projection[] => {
  const [w, b] = [`w${index}`, `b${index}`]
  const weights: Weights = t.exact ? { tie: w } : glorot
  const learned = t.rule ? { rule: t.rule, set: { sd: deviation(sizes[index - 1], sizes[index]) } } : {}
  return [
    {
      name: w,
      from: `${name}.soma.x`,
      to: `${above}.soma`,
      weights: glorot,
      rule: descend,
      set: { eta: t.eta ?? 0.1 },
    },
    ...(t.exact || !t.rule
      ? [{ name: b, from: `${above}.error.d`, to: `${name}.error`, weights }]
      : [
          { name: `${w}.spikes`, from: name, to: `${above}.basal`, weights: { tie: w }, rule: saturate },
          { name: b, from: above, to: `${name}.apical`, weights: glorot, ...learned },
          { name: `${b}.errors`, from: `${above}.error.d`, to: `${name}.error`, weights: { tie: b } },
        ]),
  ]
}

export const trained = (
  t: Training,
): Pick<Experiment, 'dt' | 'lanes' | 'dataset' | 'populations' | 'projections' | 'train' | 'test' | 'measures'> => {
  const { hidden = [500, 100], epochs = 10, stretches = 128, lanes = 64, drawn = false } = t
  const names = [...hidden.map((_, i) => `x${i + 1}`), 'top']
  const sizes = [784, ...hidden, 10]
  const somas = names.map(name => `${name}.soma`)
  const show: Phase = {
    name: 'show',
    lasts: '1 ticks',
    order: ['x0', ...somas, ...names.map(name => `${name}.error`).reverse()],
    drive: { 'x0.soma.x': 'image', 'top.soma.label': 'label' },
  }
  const answer = { of: 'top', score: 'soma.z' }
  const cell = drawn ? { neuron: feedbackDrawn, set: { gain: 0 } } : { neuron: feedbackRelu }
  const feeds = t.rule ? [...names.slice(0, -1).map((name, i) => feed(name, names[i + 1], stretches, drawn)), copy] : []
  return {
    dt: '1 ms',
    lanes,
    dataset: { name: t.dataset ?? 'mnist' },
    populations: {
      x0: { neuron: pixel, shape: [28, 28] },
      ...Object.fromEntries(hidden.map((size, i) => [names[i], { ...cell, size }])),
      top: { neuron: feedbackTop, size: 10 },
    },
    projections: [
      { name: 'w1', from: 'x0.soma.x', to: 'x1.soma', weights: glorot, rule: descend, set: { eta: t.eta ?? 0.1 } },
      ...names.slice(0, -1).flatMap((name, i) => between(name, names[i + 1], i + 2, sizes, t)),
    ],
    train: [
      {
        epochs,
        stages: [...feeds, { name: 'images', learn: true, phases: [show], answer: { ...answer, after: 'show' } }],
      },
    ],
    test: {
      every: 'epoch',
      clear: 'epoch',
      phases: [{ name: 'show', lasts: '1 ticks', order: ['x0', ...somas], drive: { 'x0.soma.x': 'image' } }],
      answer,
    },
    measures: {
      error: 'error',
      ...Object.fromEntries(
        hidden.map((_, i) => [`agreement.${names[i]}`, { agreement: [`b${i + 2}`, `w${i + 2}`] as [string, string] }]),
      ),
    },
  }
}
