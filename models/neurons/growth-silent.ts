import { neuron } from '../../src/spec/define.ts'

/**
 * Event-driven growth-transform unit: between events the drive is constant and u = atanh(v) is a straight line, u = base + ticks since the
 * last event * a. Only an event (its own spike, or a current that arrives) changes the line, so a silent unit costs one product a tick, and
 * none where the plan can skip it: it spikes next after k = floor(-u / a) + 1 ticks, if a > 0.
 * The current of drive.input lasts the tick in which it arrives; positive inhibits.
 */
export const growthSilent = neuron({
  name: 'growth-silent',
  about: 'growth-transform unit in closed form between events',
  source: 'Gangopadhyay, Mehta & Chakrabartty 2020, Front. Neurosci. 14:425; additive form, spike-triggered coupling',
  params: {
    lambda: [12, 'bound: must stay above the absolute drive'],
    i: [1, 'current taken off by a spike'],
    u0: [-1 / 24, 'initial state; -i / (2 lambda) makes the count the nearest whole number'],
  },
  compartments: {
    drive: { about: 'constant stimulus b and currents of spikes', input: 1, state: { b: 0 }, step: {} },
    soma: {
      about: 'membrane, in the coordinate atanh(v)',
      state: { base: 'u0', last: '0 ms' },
      step: { a: 'atanh(drive.b / lambda)', u: 'base + (phase.time - last) / dt * a', s: 'u > 0 ? 1 : 0' },
    },
  },
  events: { spike: 'soma.u > 0', change: 'soma.u > 0 || drive.input != 0' },
  on: {
    change: {
      'soma.base': 'soma.u + atanh((drive.b - drive.input - i * soma.s) / lambda)',
      'soma.last': 'phase.time + dt',
    },
  },
})
