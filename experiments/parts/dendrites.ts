/** What the experiments with segregated dendrites share: weights, phases and the network itself, as published. */

import { brightnessRate } from '../../models/neurons/plateau-rates.ts'
import { poisson } from '../../models/neurons/poisson.ts'
import { pyramidalWith, type Switches } from '../../models/neurons/pyramidal.ts'
import { readoutWith } from '../../models/neurons/readout.ts'
import { delta, learnedWith, plateau } from '../../models/rules/plateau.ts'
import type {
  Experiment,
  Init,
  Measure,
  Neuron,
  Phase,
  Population,
  Probe,
  Projection,
  Quantity,
  Rule,
  Stage,
  Table,
  Test,
  Weights,
} from '../../src/spec/types.ts'

/** Standard deviation of weights onto n inputs that gives dendrites a mean and deviation of 3 (Guerguiev et al. 2017, methods). */
const spread = {
  m: '2.2 / (0.05 * n * 3)',
  sd: 'sqrt((18 + 0.0025 * (n - n * n) * m * m * 9 - 2 * n * 0.05 * 0.8 * 3 * m - 0.64) / (n * 0.0025 * 18) - m * m)',
}

/** Feed-forward weights, published form: uniform about m with standard deviation sd. */
export const published: Init = { let: { n: 'fan.in', ...spread }, value: 'm + 3.465 * sd * (rand() - 0.5)' }
/** Feedback weights, published form: uniform about 0, with the deviation of the layer that receives them. */
export const feedback: Init = { let: { n: 'post.size', ...spread }, value: '3.465 * sd * (rand() - 0.5)' }
/** The last commit of the published program: twice the deviation, and feedback about m. */
export const head: Init = { let: { n: 'fan.in', ...spread }, value: 'm + 6.93 * sd * (rand() - 0.5)' }
export const headFeedback: Init = { let: { n: 'post.size', ...spread }, value: 'm + 6.93 * sd * (rand() - 0.5)' }
/** Without the optimised scale: feed-forward weights; feedback weights and biases. */
export const small: Init = '0.1 * (rand() - 0.5)'
export const smallFeedback: Init = 'rand() - 0.5'

export interface Hidden {
  name: string
  size: number
  eta?: number
  set?: Population['set']
  feedback?: Weights
  neuron?: Neuron
  rule?: Rule
}

export interface Layers {
  hidden: Hidden[]
  outputs?: number // 10 times the units per class
  etaOut: number
  ruleOut?: Rule
  decay?: number // factor on the learning rates after each epoch
  epochs?: number
  learnHidden?: boolean
  weights?: Init // feed-forward
  phases?: 'random' | 'fixed' // 50 ms and a Wald draw, or 50 ms
  testTime?: '250 ms' | '500 ms'
  synapses?: Table<Quantity> // memory, advance, tau_l, tau_s, window: for all neurons and rules
  broadcast?: boolean // feedback from the output to every hidden layer (default), or from the next layer up
  feedbackFrom?: 'spikes' | 'rates'
  feedbackRule?: Rule
  feedforwardFrom?: 'spikes' | 'rates'
  window?: 'last20' | 'afterSettle' // the last 20 ms of a phase, or all of it after 30 ms
  conductances?: boolean // false: somata stand at their steady state
  feedbackBias?: boolean // of apical dendrites; learned by feedbackToRateWithBias
  biases?: Init // of all units, in place of the neuron's own
  initialTest?: boolean // a test before training, as a stage of its own
}

const switchesOf = (l: Layers): Switches => ({
  ...(l.window ? { window: l.window } : {}),
  ...(l.conductances === undefined ? {} : { conductances: l.conductances }),
  ...(l.feedbackBias === undefined ? {} : { feedbackBias: l.feedbackBias }),
  ...(l.feedforwardFrom ? { feedforwardFrom: l.feedforwardFrom } : {}),
  ...(l.feedbackFrom ? { feedbackFrom: l.feedbackFrom } : {}),
})

export type Network = Pick<Experiment, 'dt' | 'populations' | 'projections' | 'train' | 'test' | 'measures'>

/** The network 784-...-10: populations, projections, stages and test. */
export const dendrites = (layers: Layers): Network => {
  const { hidden, outputs = 10 } = layers
  const cell = layers.synapses ?? {}
  const switches = switchesOf(layers)
  const init = layers.biases === undefined ? {} : { init: { 'basal.b': layers.biases } }
  const input = layers.feedforwardFrom === 'rates' ? brightnessRate : poisson
  const populations: Table<Population> = { input: { neuron: input, size: 784, shape: [28, 28] } }
  for (const h of hidden)
    populations[h.name] = {
      neuron: h.neuron ?? pyramidalWith(switches),
      size: h.size,
      set: { ...cell, ...h.set },
      ...init,
    }
  populations.output = { neuron: readoutWith(switches), size: outputs, set: cell, ...init }
  return {
    dt: '1 ms',
    populations,
    projections: [...up(layers), ...down(layers)],
    train: [...(layers.initialTest ? [untrained(layers)] : []), stage(layers)],
    test: test(layers),
    measures: measures(layers),
  }
}

const up = (layers: Layers): Projection[] => {
  const { hidden, decay = 1, weights = published, learnHidden = true } = layers
  const names = ['input', ...hidden.map(h => h.name)]
  const set = (eta: number) => ({ eta, decay, ...layers.synapses })
  const switches = switchesOf(layers)
  const sender = (name: string) => (layers.feedforwardFrom === 'rates' ? `${name}.soma.r` : name)
  const projections = hidden.map((h, i): Projection => {
    const learned = learnHidden ? { rule: h.rule ?? learnedWith(plateau, switches), set: set(h.eta ?? 0.21) } : {}
    return { name: `w${i + 1}`, from: sender(names[i]), to: `${h.name}.basal`, weights, ...learned }
  })
  const out = {
    name: 'out',
    from: sender(names.at(-1)!),
    to: 'output.basal',
    weights,
    rule: layers.ruleOut ?? learnedWith(delta, switches),
    set: set(layers.etaOut),
  }
  return [...projections, out]
}

/** Feedback to every hidden layer; from the output, a lower layer's is a product through the layers above, as published. */
const down = (layers: Layers): Projection[] => {
  const { hidden, broadcast = true, feedbackFrom = 'spikes', feedbackRule } = layers
  const projections: Projection[] = []
  for (let i = hidden.length - 1; i >= 0; i--) {
    const above = hidden[i + 1]
    const through = above && broadcast ? throughLayer(above.name, `y${i + 2}`) : (feedback as Weights)
    const sender = above && !broadcast ? above.name : 'output'
    projections.push({
      name: `y${i + 1}`,
      from: feedbackFrom === 'rates' ? `${sender}.soma.rho` : sender,
      to: `${hidden[i].name}.apical`,
      weights: hidden[i].feedback ?? through,
      ...(feedbackRule ? { rule: feedbackRule } : {}),
    })
  }
  const last = hidden.at(-1)
  if (last)
    projections.push({ name: 'check', from: 'output.soma.delta', to: `${last.name}.check`, weights: { tie: 'out' } })
  return projections
}

const throughLayer = (from: string, second: string): Weights => ({
  product: [{ from, weights: feedback as Weights }, second],
})

const lasts = ({ phases = 'random' }: Layers): Phase['lasts'] =>
  phases === 'fixed' ? '50 ms' : { base: '50 ms', wald: [2, 1], floor: true }

const stage = (layers: Layers): Stage => {
  const last = layers.hidden.at(-1)
  const forward: Phase = { name: 'forward', lasts: lasts(layers), drive: { 'input.soma.x': 'image' } }
  const target: Phase = {
    name: 'target',
    lasts: lasts(layers),
    drive: { 'input.soma.x': 'image', 'output.soma.teach': 1, 'output.soma.label': 'label' },
  }
  return {
    epochs: layers.epochs ?? 60,
    learn: true,
    clear: 'epoch',
    phases: [forward, target, ...(last ? [checkPhase(last.name)] : [])],
    answer: {
      of: 'output',
      score: layers.window === 'afterSettle' ? 'soma.vf' : 'average(soma.v, 20 ms)',
      after: 'forward',
    },
  }
}

/** One image without learning, so that the test of an epoch sees the network as it begins. */
const untrained = (layers: Layers): Stage => ({
  name: 'untrained',
  epochs: 1,
  images: 1,
  clear: 'epoch',
  phases: [{ name: 'forward', lasts: lasts(layers), drive: { 'input.soma.x': 'image' } }],
})

const checkPhase = (layer: string): Phase => ({ name: 'check', lasts: '1 ticks', order: [`${layer}.check`] })

const test = ({ testTime = '250 ms' }: Layers): Test => ({
  every: 'epoch',
  clear: 'presentation',
  phases: [{ name: 'forward', lasts: testTime, drive: { 'input.soma.x': 'image' } }],
  answer: { of: 'output', score: `average(soma.v, ${testTime === '250 ms' ? '220 ms' : '470 ms'})` },
})

/** Losses of each layer and their correlation; angles of the last hidden update to backpropagation's and of W to Y; the loop's eigenvalue. */
const measures = ({ hidden }: Layers): Experiment['measures'] => {
  const last = hidden.at(-1)
  const loss = (h: { name: string }): [string, Measure] => [
    `loss.${h.name}`,
    { of: h.name, value: 'sum(all, (apical.a1 - apical.a0) * (apical.a1 - apical.a0))' },
  ]
  const own = { error: 'error', loss: { of: 'output', value: '0.04 * sum(all, soma.miss * soma.miss) / size' } }
  if (!last) return own
  const y = `y${hidden.length}`
  return {
    ...own,
    ...Object.fromEntries(hidden.map(loss)),
    correlation: { correlation: ['loss', `loss.${last.name}`] },
    angle: { angle: [`${last.name}.soma.delta`, `${last.name}.check.back`] },
    feedbackAngle: { weights: ['out', y] },
    eigenvalue: { eigenvalue: { out: 'out', feedback: y, of: 'output.soma.vf' } },
  }
}

/** Spikes of populations, and the output voltages, of the first 20 test images of each epoch. */
export const probes = (...populations: string[]): Probe[] => [
  ...populations.map(name => ({ column: `${name}.spike`, samples: 20 })),
  { column: 'output.soma.v', samples: 20 },
]
