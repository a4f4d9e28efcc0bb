import { neuron } from '../../src/spec/define.ts'
import type { Population } from '../../src/spec/types.ts'

/**
 * Leaky integrate-and-fire neuron with shared and private noise. Its windows are phases named 'window'; then a tick of phase 'judge' steps `truth` and
 * `effect`. `u` is the drive as it would be without resets, `z` its largest value in the window. Noise is not scaled with the square root of the
 * tick, so dt must stay 1 ms. Neurons of one group share their noise: give a population the shape [runs, neurons].
 */
export const noisyLif = neuron({
  name: 'noisy-lif',
  about: 'integrate-and-fire with correlated noise, and the largest un-reset drive of each window',
  source: 'Lansdell & Kording 2023, PLoS Comput Biol 19(4): e1011005, methods',
  params: {
    tau: ['1 s', 'membrane time constant'],
    sigma: [10, 'noise magnitude'],
    c: [0.5, 'correlation of the noise of two neurons of a group'],
    x: [0, 'common input'],
    threshold: [1, 'potential above which a spike is fired; reset and floor are 0'],
    refractory: ['3 ms', 'clamped at the reset: the tick of the spike and those after it'],
    tau_s: ['20 ms', 'time constant of the output trace, as stated'],
    stretch: [1, 'factor on tau_s: 1.999 in the public code'],
    memory: [1e6, 'ticks for which a spike stays in the trace: sets its gain'],
    forget: [0, '1: a window begins with no refractory neuron, as in the published learning script'],
    p1: [0, 'first read-out: weight of the trace'],
    p2: [0, 'first read-out: weight of the squared trace'],
    ph: [0, 'first read-out: weight of having spiked in the window'],
    q1: [0, 'second read-out: weight of the trace'],
    q2: [0, 'second read-out: weight of the squared trace'],
  },
  compartments: {
    soma: {
      about: 'site of firing',
      input: 1,
      learned: { w: 12 },
      state: { v: 0, u: 0, z: -9, s: 0, spikes: 0, extra: 0, wait: '0 ms' },
      step: [
        ['noise', 'x + sigma * sqrt(1 s / tau) * (sqrt(c) * randn(group) + sqrt(1 - c) * randn())'],
        ['dv', 'dt * ((w * noise + input) / 1 s - old(v) / tau)'],
        ['rise', 'old(v) + dv'], // the potential before reset and floor
        ['fire', 'rise > threshold ? 1 : 0'],
        ['spikes', 'spikes + fire'],
        ['drive', 'u + dv'],
        ['decay', 'exp(-dt / (stretch * tau_s))'],
        ['gain', '(1 - decay) / (1 - pow(decay, memory))'],
        // Trace of the window's first spike; while there is none, of the spike that the largest drive might have been.
        ['extra', 'spikes == fire && (fire > 0 || drive > z) ? gain : extra * decay'],
        ['s', 's * decay + gain * fire'],
        ['z', 'max(z, drive)'],
        ['u', 'max(drive, 0)'],
        ['wait', 'fire > 0 ? refractory : wait'],
        ['v', 'wait > 0 ms ? 0 : max(rise, 0)'],
        ['wait', 'max(wait - dt, 0 ms)'],
        ['h', 'spikes > 0 ? 1 : 0'],
      ],
    },
    out: {
      about:
        'what the read-outs of the cost see of the neuron, and the changes that one spike less, or more, would make to it',
      step: {
        p: 'p1 * soma.s + p2 * soma.s * soma.s + ph * soma.h',
        q: 'q1 * soma.s + q2 * soma.s * soma.s',
        jump: 'soma.h > 0 ? -soma.extra : soma.extra',
        square: 'jump * (2 * soma.s + jump)',
        dp: 'p1 * jump + p2 * square + ph * (1 - 2 * soma.h)',
        dq: 'q1 * jump + q2 * square',
      },
    },
    effect: {
      about: 'the reward that is broadcast, and what the neuron knows of its window',
      input: 1,
      step: { drive: 'soma.z - threshold', reward: 'input', spikes: 'soma.spikes' },
    },
    truth: {
      about:
        'the reward of the twin network, in which the spike of this window is missing, or added: for comparison only',
      input: 1,
      step: { effect: 'soma.h > 0 ? effect.input - input : input - effect.input' },
    },
  },
  events: { spike: 'soma.fire > 0', close: 'effect.spikes >= 0' },
  on: {
    'window.begin': {
      'soma.u': 'soma.v',
      'soma.z': '-9',
      'soma.spikes': '0',
      'soma.wait': 'forget > 0 ? 0 ms : soma.wait',
    },
  },
})

/** The trace of the published figures: a table of 1 s in 2000 points, read each ms. */
export const asPublished: NonNullable<Population['set']> = { stretch: 1.999, memory: 2000 }
