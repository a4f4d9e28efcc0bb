import { neuron } from '../../src/spec/define.ts'

/**
 * Adaptive exponential integrate-and-fire cell. The upstroke of a spike needs ticks of 0.1 ms or less. The firing patterns of Naud et al. 2008
 * are sets of parameters: experiments set them on a population.
 */
export const adex = neuron({
  name: 'adex',
  about: 'adaptive exponential integrate-and-fire',
  source: 'Brette & Gerstner 2005, J Neurophysiol 94:3637; defaults: Naud et al. 2008, Biol Cybern 99:335, figure 4a',
  params: {
    c: ['200 pF', 'membrane capacitance'],
    g_l: ['10 nS', 'leak conductance'],
    rest: ['-70 mV', 'resting potential'],
    threshold: ['-50 mV', 'potential at which the upstroke begins'],
    slope: ['2 mV', 'sharpness of the upstroke'],
    a: ['2 nS', 'adaptation by the potential'],
    b: ['0 pA', 'adaptation by a spike'],
    tau_w: ['30 ms', 'time constant of adaptation'],
    reset: ['-58 mV', 'potential after a spike'],
    peak: ['0 mV', 'potential that counts as a spike'],
    tau_s: ['5 ms', 'time constant of a synaptic current'],
  },
  compartments: {
    soma: {
      about: 'point neuron',
      input: 'pA',
      state: { v: '-70 mV', w: '0 pA', i: '0 pA', bias: '0 pA' },
      step: {
        i: 'i * exp(-dt / tau_s) + input',
        upstroke: 'g_l * slope * exp((v - threshold) / slope)',
        v: 'min(v + dt / c * (g_l * (rest - v) + upstroke - w + i + bias), peak)',
        w: 'w + dt / tau_w * (a * (old(v) - rest) - w)',
      },
    },
  },
  events: { spike: 'soma.v >= peak' },
  on: { spike: { 'soma.v': 'reset', 'soma.w': 'soma.w + b' } },
})
