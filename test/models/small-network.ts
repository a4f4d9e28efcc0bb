/** One input, one hidden and one output unit, for closed forms. Phases are as long as the test asks. */
import { poisson } from '../../models/neurons/poisson.ts'
import { pyramidal } from '../../models/neurons/pyramidal.ts'
import { readout } from '../../models/neurons/readout.ts'
import { delta, plateau } from '../../models/rules/plateau.ts'
import { experiment } from '../../src/spec/define.ts'
import type { Experiment, Population } from '../../src/spec/types.ts'

export interface Small {
  inputSpikes?: number[][]
  outputSpikes?: number[][]
  hidden?: Population['set']
  basal?: number // bias of the hidden unit
  dendrite?: number // bias of the output unit
  w?: number
  out?: number
  y?: number
  eta?: number
  etaOut?: number
  recarry?: boolean
}

export const smallNetwork = (s: Small = {}): Experiment =>
  experiment({
    name: 'small',
    about: 'one unit a layer',
    seed: 1,
    dt: '1 ms',
    populations: {
      input: { neuron: poisson, size: 1, force: { spikes: s.inputSpikes ?? [] } },
      hidden: {
        neuron: pyramidal,
        size: 1,
        set: s.hidden ?? {},
        force: { spikes: [] },
        init: { 'basal.b': s.basal ?? 0 },
      },
      output: {
        neuron: readout,
        size: 1,
        force: { spikes: s.outputSpikes ?? [] },
        init: { 'basal.b': s.dendrite ?? 0 },
      },
    },
    projections: [
      { name: 'w', from: 'input', to: 'hidden.basal', weights: s.w ?? 1, rule: plateau, set: { eta: s.eta ?? 0.21 } },
      {
        name: 'out',
        from: 'input',
        to: 'output.basal',
        weights: s.out ?? 0,
        rule: delta,
        set: { eta: s.etaOut ?? 0.21 },
      },
      { name: 'y', from: 'output', to: 'hidden.apical', weights: s.y ?? 0 },
    ],
    train: [
      {
        epochs: 1,
        learn: true,
        clear: 'epoch',
        phases: [
          { name: 'forward', lasts: '50 ms' },
          { name: 'target', lasts: '50 ms', drive: { 'output.soma.teach': 1, 'output.soma.label': 'label' } },
        ],
      },
    ],
    probes: ['hidden.basal.v', 'hidden.soma.v', 'hidden.apical.v', 'output.soma.v', 'output.soma.rho'].map(column => ({
      column,
      during: ['train'],
    })),
  })

/** A spike every 5 ticks: 0.2 per ms, so that the mean trace over 20 ticks is exactly 0.2 S. */
export const steady = (ticks: number, unit = 0): number[][] =>
  Array.from({ length: Math.floor(ticks / 5) }, (_, k) => [5 * k, unit])
