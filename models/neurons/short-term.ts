import { neuron } from '../../src/spec/define.ts'

/**
 * Terminals between sending cells and their targets: one for each sending cell, or for each kind of target that a cell depresses or facilitates towards.
 * A spike that arrives releases u x of what there is; `terminal.sent` is carried on: { from: 'terminals.terminal.sent', to: 'cell.soma', weights: .. }.
 * A facilitation of 0 ms is pure depression: every spike uses `use`.
 */
export const shortTerm = neuron({
  name: 'short-term',
  about: 'presynaptic terminal with short-term facilitation and depression',
  source: 'Tsodyks, Pawelzik & Markram 1998, Neural Comput 10:821, eqs 2.1-2.4',
  params: {
    use: [0.5, 'part of the resources that the first spike uses'],
    facilitation: ['0 ms', 'time constant with which the use falls back'],
    recovery: ['800 ms', 'time constant with which resources come back'],
  },
  compartments: {
    terminal: {
      about: 'resources x, and the part u of them that a spike releases',
      input: 1,
      state: { u: 0, x: 1, sent: 0 },
      step: [
        ['u', 'facilitation > 0 ? u * exp(-dt / facilitation) : 0'],
        ['x', '1 + (x - 1) * exp(-dt / recovery)'],
        ['u', 'input > 0 ? u + use * (1 - u) : u'],
        ['sent', 'input > 0 ? u * x : 0'],
        ['x', 'x - sent'],
      ],
    },
  },
})
