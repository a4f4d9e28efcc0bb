/** What the experiments with segregated dendrites share: weights, phases and the network itself, as published. */
import { poisson } from '../../models/neurons/poisson.ts'
import { pyramidal } from '../../models/neurons/pyramidal.ts'
import { readout } from '../../models/neurons/readout.ts'
import { delta, plateau } from '../../models/rules/plateau.ts'
import type {
  Experiment,
  Init,
  Measure,
  Phase,
  Population,
  Probe,
  Projection,
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

const wald = { base: '50 ms', wald: [2, 1] as [number, number], floor: true } as const

export const forward: Phase = { name: 'forward', lasts: wald, drive: { 'input.soma.x': 'image' } }
export const target: Phase = {
  name: 'target',
  lasts: wald,
  drive: { 'input.soma.x': 'image', 'output.soma.teach': 1, 'output.soma.label': 'label' },
}

export interface Layers {
  hidden: { name: string; size: number; eta?: number; set?: Population['set']; feedback?: Weights }[]
  outputs?: number
  etaOut: number
  decay?: number
  epochs?: number
  /** Rule of the hidden synapses; null freezes them. */
  learnHidden?: boolean
}

const set = (eta: number, decay: number) => ({ eta, decay })

/** The network 784-...-10: populations, projections, stages and test. */
export const dendrites = ({
  hidden,
  outputs = 10,
  etaOut,
  decay = 1,
  epochs = 60,
  learnHidden = true,
}: Layers): Pick<Experiment, 'dt' | 'populations' | 'projections' | 'train' | 'test' | 'measures'> => {
  const populations: Table<Population> = { input: { neuron: poisson, size: 784, shape: [28, 28] } }
  for (const h of hidden) populations[h.name] = { neuron: pyramidal, size: h.size, ...(h.set ? { set: h.set } : {}) }
  populations.output = { neuron: readout, size: outputs }
  const names = ['input', ...hidden.map(h => h.name)]
  const up: Projection[] = hidden.map((h, i) => ({
    name: `w${i + 1}`,
    from: names[i],
    to: `${h.name}.basal`,
    weights: published,
    ...(learnHidden ? { rule: plateau, set: set(h.eta ?? 0.21, decay) } : {}),
  }))
  const out: Projection = {
    name: 'out',
    from: names.at(-1)!,
    to: 'output.basal',
    weights: published,
    rule: delta,
    set: set(etaOut, decay),
  }
  return {
    dt: '1 ms',
    populations,
    projections: [...up, out, ...down(hidden)],
    train: [stage(hidden, epochs)],
    test: test(),
    measures: measures(hidden),
  }
}

/** Feedback to every hidden layer; a lower layer's is a product through the layers above, as published. */
const down = (hidden: Layers['hidden']): Projection[] => {
  const projections: Projection[] = []
  for (let i = hidden.length - 1; i >= 0; i--) {
    const above = hidden[i + 1]
    const weights: Weights =
      hidden[i].feedback ??
      (above ? { product: [{ from: above.name, weights: feedback as Weights }, `y${i + 2}`] } : (feedback as Weights))
    projections.push({ name: `y${i + 1}`, from: 'output', to: `${hidden[i].name}.apical`, weights })
  }
  const last = hidden.at(-1)
  if (last)
    projections.push({ name: 'check', from: 'output.soma.delta', to: `${last.name}.check`, weights: { tie: 'out' } })
  return projections
}

const stage = (hidden: Layers['hidden'], epochs: number): Stage => {
  const last = hidden.at(-1)
  return {
    epochs,
    learn: true,
    clear: 'epoch',
    phases: [forward, target, ...(last ? [checkPhase(last.name)] : [])],
    answer: { of: 'output', score: 'average(soma.v, 20 ms)', after: 'forward' },
  }
}

const checkPhase = (layer: string): Phase => ({ name: 'check', lasts: '1 ticks', order: [`${layer}.check`] })

const test = (): Test => ({
  every: 'epoch',
  clear: 'presentation',
  phases: [{ name: 'forward', lasts: '250 ms', drive: { 'input.soma.x': 'image' } }],
  answer: { of: 'output', score: 'average(soma.v, 220 ms)' },
})

/** Losses of each layer and their correlation; angles of the last hidden update to backpropagation's and of W to Y; the loop's eigenvalue. */
const measures = (hidden: Layers['hidden']): Experiment['measures'] => {
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
