import { neuron } from '../../src/spec/define.ts'

/** Plus or minus `depth`, drawn anew every `period`: what all cells that receive it have in common. */
export const modulator = neuron({
  name: 'modulator',
  about: 'a signal that all receive, plus or minus by chance',
  source: 'random telegraph signal at fixed intervals; made for apical, 2026, to confound effects',
  params: { depth: [1, 'size of the signal'], period: ['20 ms', 'time between two draws'] },
  compartments: {
    soma: {
      about: 'the signal',
      state: { g: 0, wait: '0 ms' },
      step: [
        ['draw', 'randn(all) < 0 ? -depth : depth'],
        ['g', 'wait == 0 ms ? draw : g'],
        ['wait', 'wait == 0 ms ? period - dt : wait - dt'],
      ],
    },
  },
})
