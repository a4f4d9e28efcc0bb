/** The network of dendrites.ts without spikes: rates, two ticks a phase, windows of a tick. */
import { brightnessRate, pyramidalRates, readoutRates } from '../../models/neurons/plateau-rates.ts'
import { plateauRates } from '../../models/rules/plateau-rates.ts'
import type { Phase, Projection, Stage, Table } from '../../src/spec/types.ts'
import { dendrites, type Layers, type Network } from './dendrites.ts'

/** What a network without spikes can take: sizes, learning rates, weights, and where feedback comes from. */
export type RateLayers = Pick<
  Layers,
  'hidden' | 'outputs' | 'etaOut' | 'decay' | 'epochs' | 'learnHidden' | 'weights' | 'broadcast'
>

/** The spiking network with rates in the place of spikes, traces and windows. */
export const dendritesWithRates = (layers: RateLayers): Network => {
  const spiking = dendrites(layers)
  const neurons: Table<typeof pyramidalRates> = { input: brightnessRate, output: readoutRates }
  const withRates = ([name, p]: [string, Network['populations'][string]]) =>
    [name, { ...p, neuron: neurons[name] ?? pyramidalRates }] as const
  return {
    ...spiking,
    populations: Object.fromEntries(Object.entries(spiking.populations).map(withRates)),
    projections: spiking.projections.map(withRate),
    train: spiking.train.map(brief),
    test: {
      ...spiking.test!,
      phases: spiking.test!.phases.map(twoTicks),
      answer: { of: 'output', score: 'soma.v' },
    },
  }
}

/** The check of the angle sends errors in any case. */
const withRate = (p: Projection): Projection => ({
  ...p,
  from: p.name === 'check' ? p.from : `${p.from}.soma.r`,
  ...(p.rule ? { rule: plateauRates } : {}),
})

/** Feedback is a tick late: in the second tick it is that of the phase. */
const twoTicks = (phase: Phase): Phase => (phase.name === 'check' ? phase : { ...phase, lasts: '2 ticks' })

const brief = (stage: Stage): Stage => ({
  ...stage,
  phases: stage.phases!.map(twoTicks),
  answer: { of: 'output', score: 'soma.v', after: 'forward' },
})
