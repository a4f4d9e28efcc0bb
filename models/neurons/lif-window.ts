import { neuron } from '../../src/spec/define.ts'
import type { Compartment, Neuron, Table } from '../../src/spec/types.ts'

/** Postsynaptic potential of the feedback phase: a difference of exponentials, cut after `memory`. */
export const kappa = 'dt * (exp(-lag / tau_l) - exp(-lag / tau_s)) / (tau_l - tau_s)'

const FIRE = 'v >= 1 && wait == 0 ms'

const compartments = (fire = FIRE): Table<Compartment> => ({
  basal: {
    about: 'private Poisson drive where x is 1, and spikes of the layer below',
    input: 1,
    learned: { scale: 1 },
    state: { x: 0 },
    step: { b: `filter(gain * poisson(rate * x * dt) + scale * input, memory, ${kappa})` },
  },
  apical: { about: 'spikes of the layer above: rewards, which do not drive the cell', input: 1, step: {} },
  cell: {
    about:
      'site of firing; v as it is, u without resets in the windows; m: largest u so far, k: spikes so far; idle: 1 where another layer is driven',
    state: { v: 0, u: 0, m: 0, k: 0, drive: 0, spikes: 0, idle: 0, wait: '0 ms', left: '0 ms' },
    step: [
      ['ends', 'left == dt ? 1 : 0'],
      ['m', 'left > 0 ms ? max(m, u) : m'],
      ['wait', 'max(wait - dt, 0 ms)'],
      ['v', 'v + dt * (g_d * (basal.b - v) - g_l * v)'],
      ['u', 'u + dt * (g_d * (basal.b - u) - g_l * u)'],
      ['fire', `${fire} ? 1 : 0`],
      ['v', 'fire > 0 ? -1 : v'],
      ['wait', 'fire > 0 ? refractory : wait'],
      ['left', 'max(left - dt, 0 ms)'],
      ['u', 'left == 0 ms ? v : u'],
      ['starts', 'left == 0 ms && abs(1 - u) <= near ? 1 : 0'],
      ['left', 'starts > 0 ? span : left'],
    ],
  },
})

type Own = Pick<Neuron, 'name' | 'about' | 'source'> & Partial<Pick<Neuron, 'params' | 'compartments' | 'on'>>

/** The cell of the feedback phase, with compartments of its own beside it. */
export const withWindows = (n: Own): Neuron =>
  neuron({
    ...n,
    params: {
      ...n.params,
      tau_l: ['10 ms', 'long time constant of a postsynaptic potential'],
      tau_s: ['3 ms', 'short time constant of a postsynaptic potential'],
      memory: ['30 ms', 'how long a spike acts'],
      g_l: ['0.1 /ms', 'leak conductance'],
      g_d: ['0.6 /ms', 'conductance from the dendrite'],
      rate: ['200 Hz', 'rate of the private drive'],
      gain: [4, 'weight of a private event'],
      refractory: ['3 ms', 'least time between two spikes'],
      span: ['30 ms', 'length of a window'],
      near: [0.1, 'a window opens when u is this near to threshold, 1'],
      response: ['15 ms', 'how long after a spike its effect is looked for'],
    },
    compartments: { ...n.compartments, ...compartments() },
    events: {
      close: 'cell.ends > 0 && cell.idle == 0',
      hit: 'close > 0 && cell.k > 0',
      miss: 'close > 0 && cell.k == 0',
      open: 'cell.starts > 0',
      spike: 'cell.fire > 0',
      due: 'delayed(spike, response) > 0 && cell.idle == 0',
    },
    on: {
      ...n.on,
      close: { 'cell.drive': 'cell.m', 'cell.spikes': 'cell.k', 'cell.m': '0', 'cell.k': '0' },
      // A spike in the tick that closes a window is not counted, as published.
      spike: { 'cell.k': 'cell.left > 0 ms && close == 0 ? cell.k + 1 : cell.k' },
    },
  })

/**
 * Two-compartment integrate-and-fire cell whose windows open near threshold. `close` ends a window: then `cell.drive` is its largest
 * un-reset potential and `cell.spikes` its number of spikes; `hit` ends one with a spike, `miss` one without. `due` comes `response` after each spike, when its effect can be read.
 */
export const lifWindow = withWindows({
  name: 'lif-window',
  about: 'integrate-and-fire in the feedback phase, with windows that open near threshold',
  source:
    'Guerguiev, Kording & Richards 2020, ICLR, arXiv 1910.01689, feedback phase; order of a tick: the public code',
})

/**
 * The same cell, which also fires by chance where it is driven: `chance.p` is known before the draw. `tried` comes `response` after each tick in which it might have
 * fired. Set `gain` to 0 where chance is to be its only drive.
 */
export const withDraws = (n: Own): Neuron => {
  const cell = withWindows(n)
  return neuron({
    ...cell,
    params: { ...cell.params, odds: [0.035, 'chance to fire in a tick, where the cell is driven'] },
    compartments: {
      ...n.compartments,
      chance: {
        about: 'chance to fire in this tick; `input` modulates all cells that receive it together',
        input: 1,
        step: { p: 'odds * basal.x * (1 + input)', drawn: 'rand() < p ? 1 : 0' },
      },
      ...compartments(`chance.drawn > 0 || (${FIRE})`),
    },
    events: { ...cell.events, tried: 'delayed(chance.p, response) > 0 && cell.idle == 0' },
  })
}

/** `lifWindow` whose driven cells fire by chance. */
export const lifDrawn = withDraws({
  name: 'lif-drawn',
  about: 'integrate-and-fire whose driven cells fire by a chance that they know',
  source: 'after Guerguiev, Kording & Richards 2020, arXiv 1910.01689; chance: Williams 1992, Machine Learning 8:229',
})
