/** From settings to an experiment: plain data that goes to the worker. */
import { dendrites, feedback as dense, type Hidden } from '../../experiments/parts/dendrites.ts'
import { digitsByGrowth } from '../../experiments/parts/growth.ts'
import { pyramidalRateFeedback } from '../../models/neurons/pyramidal.ts'
import { backprop } from '../../models/rules/plateau.ts'
import { experiment } from '../../src/spec/define.ts'
import type { Experiment, Probe, Weights } from '../../src/spec/types.ts'
import { SIGNED } from './evidence.ts'
import { ruleOf } from './rules.ts'
import { type Settings, valuesOf } from './settings.ts'

/** Training images of an epoch, after which there is a test; epochs of a run. */
export const EPOCH = 2000
const EPOCHS = 60

type Network = Pick<Experiment, 'dt' | 'populations' | 'projections' | 'train' | 'test' | 'measures'>

export const experimentOf = (s: Settings): Experiment => {
  const { title } = ruleOf(s.rule)
  const network = s.rule === 'growth' ? growth(s) : cells(s)
  return experiment({
    name: s.rule,
    about: title,
    seed: s.seed,
    dataset: { name: 'digits' },
    ...network,
    probes: probesOf(network),
  })
}

/** Populations whose spikes are shown. */
export const shownPopulations = ({ populations }: Pick<Experiment, 'populations'>): string[] =>
  Object.keys(populations).filter(name => ['input', 'hidden', 'output', 'label'].includes(name))

const cells = (s: Settings): Network => {
  const { etaOut, inputRate, cellRate } = valuesOf(s)
  const learnHidden = s.rule !== 'frozen'
  const byRates = s.rule === 'plateau' && s.feedback === 'rates'
  const network = dendrites({
    hidden: s.rule === 'single' ? [] : [hiddenOf(s)],
    etaOut,
    epochs: EPOCHS,
    learnHidden,
    ...(byRates ? { feedbackFrom: 'rates' } : {}),
  })
  network.populations.input.set = { max: `${inputRate} Hz` }
  for (const name of ['hidden', 'output'])
    if (network.populations[name])
      // The learning signal is scaled by the highest rate (in spikes a ms), times 100.
      network.populations[name].set = { max: `${cellRate} Hz`, swing: cellRate / 10 }
  return { ...network, train: network.train.map(stage => ({ ...stage, images: EPOCH })), measures: { error: 'error' } }
}

const hiddenOf = (s: Settings): Hidden => {
  const { hidden: size, eta } = valuesOf(s)
  const common = { name: 'hidden', size, eta: eta ?? 0 }
  if (s.rule === 'backprop') return { ...common, rule: backprop }
  if (s.rule === 'frozen') return common
  if (s.feedback === 'rates') return { ...common, neuron: pyramidalRateFeedback, feedback: { scale: 0.2, of: dense } }
  return { ...common, feedback: feedbackOf(s) }
}

const feedbackOf = ({ feedback }: Settings): Weights => {
  if (feedback === 'symmetric') return { tie: 'out' }
  return feedback === 'sparse' ? { sparse: { zero: 0.8, scale: 5 }, of: dense } : (dense as Weights)
}

/** Labels learn on as many images an epoch as elsewhere; the rate falls as slowly, image by image, as in the experiments. */
const growth = (s: Settings): Network => {
  const { units, ticks, etaLabel } = valuesOf(s)
  const network = digitsByGrowth({ units, ticks, eta: etaLabel, decay: 0.99, epochs: EPOCHS })
  const train = network.train.map(stage => ({ ...stage, images: Math.min(EPOCH, stage.images ?? EPOCH) }))
  return { ...network, train, measures: { error: 'error' } }
}

/** Spikes of whatever is shown in training, as often as the view asks; in tests of one image, as for one that is drawn. */
const probesOf = (network: Pick<Experiment, 'populations'>): Probe[] => [
  ...shownPopulations(network).flatMap((name): Probe[] => [
    { column: `${name}.spike`, during: ['train'], samples: 1e9 },
    { column: `${name}.spike`, during: ['test'], samples: 1 },
  ]),
  ...(network.populations.label ? [{ column: SIGNED, during: ['test' as const], samples: 1 }] : []),
]
