/** What all rate networks share: layers x0, x1 .. and top, forward weights w1, w2 .., one phase, biases, initial values. */
import { pixel } from '../../models/neurons/pixel.ts'
import { relu } from '../../models/neurons/rate.ts'
import { top } from '../../models/neurons/top.ts'
import { descend } from '../../models/rules/descend.ts'
import type {
  Drive,
  Experiment,
  Measure,
  Neuron,
  Phase,
  Population,
  Projection,
  Rule,
  Table,
  Weights,
} from '../../src/spec/types.ts'

/** Uniform with the variance that keeps activity and errors of one size through layers (Glorot & Bengio 2010). */
export const glorot = 'sqrt(6 / (pre.size + post.size)) * (2 * rand() - 1)'

export interface Sizes {
  hidden: number[]
  input?: number // pixels
  lanes?: number // images of a batch
  epochs?: number
  eta?: number
}

/** What a way of learning adds to the forward network. */
export interface Method {
  name: string
  about: string
  lanes?: number // of a batch, unless the sizes say so
  unit?: Neuron | ((layer: number, layers: number) => Neuron)
  /** In the place of pixels; what is shown is its `soma.p`. */
  input?: Neuron
  unitSet?: Population['set']
  /** Into how many groups the units of a hidden layer fall. */
  groups?: number
  top?: Neuron
  /** The answer of an output unit; by default its potential. */
  score?: string
  /** Rule of the forward weights of a layer, from 1; undefined: they stay as they are. */
  rule?: (layer: number, layers: number) => Rule | undefined
  set?: (eta: number, isTop: boolean) => Projection['set']
  eta?: number
  populations?: (layers: Layers, sizes: Sizes) => Table<Population>
  projections?: (layers: Layers) => Projection[]
  before?: (layers: Layers) => Phase[]
  /** Items stepped after the forward pass. */
  order?: (layers: Layers) => string[]
  /** Phases after the one in which the image is shown; they hold the image and the label too. */
  after?: (layers: Layers) => { name: string; lasts?: `${number} ticks`; order: string[] }[]
  drive?: (layers: Layers) => Table<Drive>
  measures?: (layers: Layers) => Experiment['measures']
}

/** x0, x1, .., top. */
export type Layers = string[]

export const layersOf = ({ hidden }: Sizes): Layers => ['x0', ...hidden.map((_, i) => `x${i + 1}`), 'top']
/** Numbers of the hidden layers, from 1. */
export const hiddenOf = (layers: Layers): number[] => layers.slice(1, -1).map((_, i) => i + 1)
/** Numbers of the layers that send errors down, from the top: L, .., 2. */
export const upperOf = (layers: Layers): number[] =>
  hiddenOf(layers)
    .map(l => l + 1)
    .reverse()

const oneTick = '1 ticks'

export const rateNetwork = (sizes: Sizes, method: Method): Omit<Experiment, 'kind'> => {
  const layers = layersOf(sizes)
  const forward = ['x0', ...layers.slice(1).map(l => `${l}.soma`)]
  const image: Table<Drive> = { [method.input ? 'x0.soma.p' : 'x0.soma.x']: 'image' }
  const drive: Table<Drive> = { ...image, 'top.soma.label': 'label', ...method.drive?.(layers) }
  const show: Phase = {
    name: 'show',
    lasts: oneTick,
    order: [...forward, ...(method.order ?? downward)(layers)],
    drive,
  }
  const after = (method.after?.(layers) ?? []).map((p): Phase => ({ lasts: oneTick, ...p, drive }))
  const answer = { of: 'top', score: method.score ?? 'soma.z' }
  return {
    name: method.name,
    about: method.about,
    seed: 1,
    dt: '1 ms',
    lanes: sizes.lanes ?? method.lanes ?? 64,
    dataset: { name: 'mnist' },
    populations: { ...populations(sizes, method, layers), ...method.populations?.(layers, sizes) },
    projections: [...forwardWeights(sizes, method, layers), ...(method.projections?.(layers) ?? [])],
    train: [
      {
        epochs: sizes.epochs ?? 10,
        learn: true,
        phases: [...(method.before?.(layers) ?? []), show, ...after],
        answer: { ...answer, after: 'show' },
      },
    ],
    test: {
      every: 'epoch',
      clear: 'epoch',
      phases: [{ name: 'show', lasts: oneTick, order: forward, drive: image }],
      answer,
    },
    measures: { error: 'error', ...feedbackAngles(method, layers), ...method.measures?.(layers) },
  }
}

/** Angles between feedback weights b2, b3, .. and the forward weights w2, w3, .., unless they are the same. */
const feedbackAngles = (method: Method, layers: Layers): Table<Measure> =>
  Object.fromEntries(
    (method.projections?.(layers) ?? []).flatMap(({ name = '', weights }): [string, Measure][] => {
      const isTied = typeof weights === 'object' && 'tie' in weights
      if (!/^b\d+$/.test(name) || isTied) return []
      return [[`feedbackAngle.${name}`, { weights: [name.replace('b', 'w'), name] }]]
    }),
  )

const populations = (sizes: Sizes, method: Method, layers: Layers): Table<Population> => {
  const unit = method.unit ?? relu
  const hidden = sizes.hidden.map((size, i): [string, Population] => {
    const neuron = typeof unit === 'function' ? unit(i + 1, layers.length - 1) : unit
    const shape: Partial<Population> = method.groups ? { shape: [method.groups, size / method.groups] } : { size }
    return [layers[i + 1], { neuron, ...shape, ...(method.unitSet ? { set: method.unitSet } : {}) }]
  })
  const input = sizes.input ?? 784
  const side = Math.sqrt(input)
  const shape: Population = Number.isInteger(side)
    ? { neuron: method.input ?? pixel, shape: [side, side] }
    : { neuron: method.input ?? pixel, size: input }
  return { x0: shape, ...Object.fromEntries(hidden), top: { neuron: method.top ?? top, size: 10 } }
}

const forwardWeights = (sizes: Sizes, method: Method, layers: Layers): Projection[] =>
  layers.slice(1).map((to, i): Projection => {
    const rule = method.rule ? method.rule(i + 1, layers.length - 1) : descend
    const set = (method.set ?? (eta => ({ eta })))(sizes.eta ?? method.eta ?? 0.3, to === 'top')
    return {
      name: `w${i + 1}`,
      from: `${layers[i]}.soma.x`,
      to: `${to}.soma`,
      weights: glorot,
      ...(rule ? { rule, ...(set ? { set } : {}) } : {}),
    }
  })

/** Errors from the top down, each seen at once. */
export const downward = (layers: Layers): string[] =>
  layers
    .slice(1)
    .reverse()
    .map(l => `${l}.error`)

/** Feedback from each layer to the one below: b2 .. bL. */
export const feedback = (
  layers: Layers,
  weights: (w: string, layer: number) => Weights,
  rest: Partial<Projection> = {},
): Projection[] =>
  upperOf(layers).map(l => ({
    name: `b${l}`,
    from: `${layers[l]}.error.d`,
    to: `${layers[l - 1]}.error`,
    weights: weights(`w${l}`, l),
    ...rest,
  }))
