import { neuron } from '../../src/spec/define.ts'

/**
 * Event-driven growth-transform unit: between events the drive is constant and u = atanh(v) is a straight line, u = base + since * a, with
 * since the ticks since the last event. Only an event (its own spike, a current that arrives, a phase that begins and may change b) changes
 * the line, so a silent unit costs a product and a sum a tick; it spikes next after k = floor(-u / a) + 1 ticks, if a > 0.
 * The current of drive.input lasts the tick in which it arrives; positive inhibits.
 */
export const growthSilent = neuron({
  name: 'growth-silent',
  about: 'growth-transform unit in closed form between events',
  source: 'Gangopadhyay, Mehta & Chakrabartty 2020, Front. Neurosci. 14:425; additive form, spike-triggered coupling',
  params: {
    lambda: [12, 'bound: must stay above the absolute drive'],
    i: [1, 'current taken off by a spike'],
    bounded: [1, '0: lambda may be smaller than the largest drive'],
    u0: [-1 / 24, 'initial state; -i / (2 lambda) makes the count the nearest whole number'],
  },
  compartments: {
    drive: { about: 'constant stimulus b and currents of spikes', input: 1, state: { b: 0 }, step: {} },
    soma: {
      about: 'membrane, in the coordinate atanh(v)',
      state: { base: 'u0', a: 0, since: 0 },
      step: { u: 'base + since * a', s: 'u > 0 ? 1 : 0', since: 'since + 1' },
    },
  },
  events: { spike: 'soma.u > 0', change: 'soma.u > 0 || drive.input != 0 || phase.time == 0 ms' },
  saturates: { spike: 'a spike takes off less than the stimulus drives' },
  limits: {
    lambda: {
      above: 'bounded > 0 ? abs(drive.b) + reach.drive + i : 0',
      why: 'the largest drive that it can meet; set bounded to 0 to go below',
    },
  },
  on: {
    change: {
      'soma.base': 'soma.u + atanh((drive.b - drive.input - i * soma.s) / lambda)',
      'soma.a': 'atanh(drive.b / lambda)',
      'soma.since': '0',
    },
  },
})
