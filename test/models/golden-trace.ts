/** The golden trace of the dendrite specification (section 5, test 17): forced spikes, two units a layer, one presentation. */
import { poisson } from '../../models/neurons/poisson.ts'
import { pyramidal } from '../../models/neurons/pyramidal.ts'
import { readout } from '../../models/neurons/readout.ts'
import { delta, plateau } from '../../models/rules/plateau.ts'
import { experiment } from '../../src/spec/define.ts'
import type { Experiment, Quantity } from '../../src/spec/types.ts'
import { everyNth, type OnBench, transposed } from '../support/bench.ts'

const to = 102
const spikes = {
  input: [...everyNth(4, 0, 0, { to }), ...everyNth(10, 1, 1, { to }), ...everyNth(10, 6, 1, { to, count: 2 })],
  hidden: [...everyNth(3, 2, 0, { to }), ...everyNth(7, 3, 1, { to })],
  output: [
    ...everyNth(6, 5, 0, { to: 50 }),
    ...everyNth(5, 0, 0, { from: 51, to }),
    ...everyNth(8, 4, 1, { to: 50 }),
    ...everyNth(25, 0, 1, { from: 51, to }),
  ],
}

export const goldenTrace = (apical: Quantity = '0 /ms', options: { recarry?: boolean } = {}): Experiment =>
  experiment({
    name: 'golden-trace',
    about: 'forced spikes through two inputs, two hidden and two output units',
    seed: 1,
    dt: '1 ms',
    populations: {
      input: { neuron: poisson, size: 2, force: { spikes: spikes.input } },
      hidden: {
        neuron: pyramidal,
        size: 2,
        set: { g_a: apical },
        force: { spikes: spikes.hidden },
        init: { 'basal.b': [0.8, 0.79] },
      },
      output: { neuron: readout, size: 2, force: { spikes: spikes.output }, init: { 'basal.b': [0.1, -0.2] } },
    },
    projections: [
      {
        name: 'w0',
        from: 'input',
        to: 'hidden.basal',
        weights: {
          values: transposed([
            [0.5, -0.3],
            [0.8, 0.2],
          ]),
        },
        rule: plateau,
        ...options,
      },
      {
        name: 'w1',
        from: 'hidden',
        to: 'output.basal',
        weights: {
          values: transposed([
            [1.2, -0.7],
            [-0.4, 0.9],
          ]),
        },
        rule: delta,
        ...options,
      },
      {
        name: 'y',
        from: 'output',
        to: 'hidden.apical',
        weights: {
          values: transposed([
            [1, -0.5],
            [0.3, 0.6],
          ]),
        },
      },
      { name: 'check', from: 'output.soma.delta', to: 'hidden.check', weights: { tie: 'w1' } },
    ],
    train: [
      {
        epochs: 1,
        learn: true,
        clear: 'epoch',
        phases: [
          { name: 'forward', lasts: '50 ms', drive: { 'output.soma.teach': 0, 'output.soma.label': 0 } },
          { name: 'target', lasts: '52 ms', drive: { 'output.soma.teach': 1, 'output.soma.label': 'label' } },
          { name: 'check', lasts: '1 ticks', order: ['hidden.check'] },
        ],
      },
    ],
    measures: {
      loss: { of: 'output', value: '0.04 * sum(all, soma.miss * soma.miss) / size' },
      vf0: { of: 'hidden', value: 'sum(all, unit < 0.5 ? soma.vf : 0)' },
      vf1: { of: 'hidden', value: 'sum(all, unit < 0.5 ? 0 : soma.vf)' },
      angle: { angle: ['hidden.soma.delta', 'hidden.check.back'] },
    },
    probes: ['hidden.soma.v', 'hidden.apical.v', 'output.soma.v'].map(column => ({ column, during: ['train'] })),
  })

/** Shows one presentation: class 0 is taught. */
export const showGolden = (b: OnBench, lengths: [number, number] = [50, 52]): void => {
  b.phase('forward', lengths[0], { 'output.soma.teach': [0, 0], 'output.soma.label': [0, 0] })
  b.phase('target', lengths[1], { 'output.soma.teach': [1, 1], 'output.soma.label': [1, 0] })
  b.phase('check', 1)
  b.end()
}
