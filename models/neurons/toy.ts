import { neuron } from '../../src/spec/define.ts'

const source =
  'Guerguiev, Kording & Richards 2020, ICLR, arXiv 1910.01689; the early public code for two neurons onto one'

/** Not cut off in practice. */
const kernel = 'dt * (exp(-lag / tau_l) - exp(-lag / tau_s)) / (tau_l - tau_s)'
const params = {
  tau_l: ['10 ms', 'long time constant of a postsynaptic potential'],
  tau_s: ['3 ms', 'short time constant of a postsynaptic potential'],
  memory: ['300 ms', 'how long a spike acts'],
  a: [1, 'share of private input: 1 is unconfounded'],
  refractory: ['3 ms', 'least time between two spikes'],
} satisfies Parameters<typeof neuron>[0]['params']

const membrane = (v: string, input: string) => `${v} + dt * (${input} - ${v}) / 1 s - dt * ${v} / tau_l`

/** Neuron with noisy input, in windows that open near threshold; `soma.input` is the reward, summed over a window. One group: one shared noise. */
export const toy = neuron({
  name: 'toy',
  about: 'integrate-and-fire with shared and private noise, and windows that open near threshold',
  source,
  params: {
    ...params,
    span: ['20 ms', 'length of a window'],
    near: [0.2, 'a window opens when u is this near to threshold, 1'],
  },
  compartments: {
    soma: {
      about:
        'site of firing; v as it is, u without resets in the windows; largest u, spikes and reward of the window so far',
      input: 1,
      state: { v: 0, u: 0, m: 0, k: 0, sum: 0, wait: '0 ms', left: '0 ms' },
      step: [
        ['shared', 'sqrt(1 - a) * 100 * (randn(group) + 0.5)'],
        ['noise', 'sqrt(a) * (250 * randn() + 50) + shared'],
        ['ends', 'left == dt ? 1 : 0'],
        ['m', 'left > 0 ms ? max(m, u) : m'],
        ['sum', 'left > 0 ms ? sum + input : sum'],
        ['wait', 'max(wait - dt, 0 ms)'],
        ['v', membrane('v', 'noise')],
        ['u', membrane('u', 'noise')],
        ['fire', 'v >= 1 && wait == 0 ms ? 1 : 0'],
        ['v', 'fire > 0 ? 0 : v'],
        ['wait', 'fire > 0 ? refractory : wait'],
        ['left', 'max(left - dt, 0 ms)'],
        ['u', 'left == 0 ms ? v : u'],
        ['left', 'left == 0 ms && abs(1 - u) <= near ? span : left'],
      ],
    },
    effect: { about: 'the window that closed last', state: { drive: 0, reward: 0, spikes: 0 }, step: {} },
  },
  events: { close: 'soma.ends > 0', spike: 'soma.fire > 0' },
  on: {
    close: {
      'effect.drive': 'soma.m - 1',
      'effect.reward': 'soma.sum',
      'effect.spikes': 'soma.k',
      'soma.m': '0',
      'soma.sum': '0',
      'soma.k': '0',
    },
    spike: { 'soma.k': 'soma.left > 0 ms && close == 0 ? soma.k + 1 : soma.k' },
  },
})

/** The neuron above, which both drive. `out.q` are its filtered spikes up to the last tick: the reward. */
export const toyReadout = neuron({
  name: 'toy-readout',
  about: 'integrate-and-fire that two toy neurons drive; its filtered spikes are the reward',
  source,
  params,
  compartments: {
    soma: {
      about: 'site of firing',
      input: 1,
      state: { v: 0, wait: '0 ms' },
      step: [
        ['noise', 'sqrt(a) * (250 * randn() + 50) + common.input'],
        ['psp', `filter(input, memory, ${kernel})`],
        ['wait', 'max(wait - dt, 0 ms)'],
        ['v', membrane('v', '(noise + psp)')],
        ['fire', 'v >= 1 && wait == 0 ms ? 1 : 0'],
        ['v', 'fire > 0 ? 0 : v'],
        ['wait', 'fire > 0 ? refractory : wait'],
      ],
    },
    common: { about: 'noise that is shared', input: 1, step: {} },
    out: { about: 'filtered spikes', step: { q: `filter(spike, memory, ${kernel})` } },
  },
  events: { spike: 'soma.fire > 0' },
})
