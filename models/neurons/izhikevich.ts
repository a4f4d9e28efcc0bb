import { neuron } from '../../src/spec/define.ts'

/** Izhikevich's cell in its form with units; the defaults are a regular spiking pyramidal cell of layer 5. Ticks of 0.5 ms or less. */
export const izhikevich = neuron({
  name: 'izhikevich',
  about: 'quadratic integrate-and-fire with a recovery current',
  source: 'Izhikevich 2007, Dynamical Systems in Neuroscience, ch. 8.1, eqs 8.5 and 8.6',
  params: {
    c: ['100 pF', 'membrane capacitance'],
    k: ['0.7 nS/mV', 'steepness of the current'],
    rest: ['-60 mV', 'resting potential'],
    threshold: ['-40 mV', 'instantaneous threshold'],
    a: ['0.03 /ms', 'rate of recovery'],
    b: ['-2 nS', 'recovery by the potential: resonant if above 0'],
    d: ['100 pA', 'recovery current that a spike adds'],
    reset: ['-50 mV', 'potential after a spike'],
    peak: ['35 mV', 'potential that counts as a spike'],
    tau_s: ['5 ms', 'time constant of a synaptic current'],
  },
  compartments: {
    soma: {
      about: 'point neuron',
      input: 'pA',
      state: { v: '-60 mV', u: '0 pA', i: '0 pA', bias: '0 pA' },
      step: {
        i: 'i * exp(-dt / tau_s) + input',
        v: 'min(v + dt / c * (k * (v - rest) * (v - threshold) - u + i + bias), peak)',
        u: 'u + dt * a * (b * (old(v) - rest) - u)',
      },
    },
  },
  events: { spike: 'soma.v >= peak' },
  on: { spike: { 'soma.v': 'reset', 'soma.u': 'soma.u + d' } },
})
