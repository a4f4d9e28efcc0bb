import { neuron } from '../../src/spec/define.ts'

/** Leaky integrate-and-fire cell. A spike of a weight of 100 pA adds a current of 100 pA, which decays. The membrane takes an exact step. */
export const lif = neuron({
  name: 'lif',
  about: 'leaky integrate-and-fire with exponential synaptic currents',
  source: 'Gerstner, Kistler, Naud & Paninski 2014, Neuronal Dynamics, ch. 1.3; currents: ch. 3.1',
  params: {
    c: ['200 pF', 'membrane capacitance'],
    g_l: ['10 nS', 'leak conductance'],
    rest: ['-70 mV', 'resting potential'],
    threshold: ['-50 mV', 'potential at which a spike is fired'],
    reset: ['-70 mV', 'potential after a spike'],
    refractory: ['2 ms', 'time for which the potential is held after a spike'],
    tau_s: ['5 ms', 'time constant of a synaptic current'],
  },
  compartments: {
    soma: {
      about: 'point neuron',
      input: 'pA',
      state: { v: '-70 mV', i: '0 pA', bias: '0 pA', wait: '0 ms' },
      step: {
        i: 'i * exp(-dt / tau_s) + input',
        target: 'rest + (i + bias) / g_l',
        v: 'wait > 0 ? reset : target + (v - target) * exp(-dt * g_l / c)',
        wait: 'max(wait - dt, 0)',
      },
    },
  },
  events: { spike: 'soma.v >= threshold' },
  on: { spike: { 'soma.v': 'reset', 'soma.wait': 'refractory' } },
})
