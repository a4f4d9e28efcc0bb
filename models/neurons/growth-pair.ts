import { neuron } from '../../src/spec/define.ts'
import type { Compartment, Neuron } from '../../src/spec/types.ts'

/** Parameters of one half of a pair. */
export const halfParams: Neuron['params'] = {
  lambda: [20, 'bound on the absolute drive'],
  most: [0.995, 'the drive is cut to this fraction of lambda'],
  f: [0.5, 'step size'],
  psi: [3, 'current of the barrier'],
  q: [1, 'self-conductance'],
  clamp: [1, '1: potentials above threshold are set to 0 before the step'],
}
export const halfLimits: Neuron['limits'] = {
  f: { above: 0, upTo: 1 },
  v0: { above: -1, below: 1 },
  most: { above: 0, below: 1 },
}

/** One half of a pair: a growth-transform unit whose drive is `raw`, cut to what lambda allows. */
export const half = (about: string, raw: string): Compartment => ({
  about,
  state: { v: 'v0', y: 'clamp > 0 ? min(v0, 0) : v0' },
  step: {
    s: 'v > 0 ? 1 : 0',
    x: 'old(y)',
    raw,
    g: 'clip(raw, -most * lambda, most * lambda)',
    v: 'x + f * g * (1 - x * x) / (lambda + g * x)',
    y: 'clamp > 0 ? min(v, 0) : v',
  },
})

/** One of the twins: `sign` is the sign of its stimulus and of its coupling. */
const twin = (sign: '' | '-') =>
  half(
    sign === '' ? 'driven by the stimulus' : 'driven by the stimulus with its sign changed',
    `${sign}(gain * drive.b + offset + stimulus.input - drive.input) - q * x - psi * s`,
  )

/** What a half that fires in every tick tells. */
export const holds = 'the barrier psi cannot hold the stimulus'

/** The state of the beginning, for a phase that starts afresh within a presentation. */
const afresh = {
  'on.v': 'v0',
  'on.y': 'clamp > 0 ? min(v0, 0) : v0',
  'off.v': 'v0',
  'off.y': 'clamp > 0 ? min(v0, 0) : v0',
  'pair.z': '0',
  'pair.count': '0',
}

/**
 * An ON and an OFF growth-transform unit with opposite stimuli, coupled to other pairs through the difference of potentials. In the mean
 * ON - OFF of the potentials equals ON - OFF of the barrier outputs, equals z of (1 + Q) z = b, with b = gain * drive.b + offset + stimulus.
 * pair.z is what other pairs see at the next step; pair.change what a synapse learns from, before overshoots are clamped; pair.barrier the
 * difference of barrier outputs; pair.count the spikes of both so far. A phase 'try' begins from the initial state: for candidates of a label.
 */
export const growthPair = neuron({
  name: 'growth-pair',
  about: 'ON/OFF pair of growth-transform units',
  source: 'Gangopadhyay & Chakrabartty 2021, Front. Neurosci. 15:715451, eqs for ON-OFF integrate-and-fire pairs',
  params: {
    ...halfParams,
    v0: [-0.1, 'initial potential of both'],
    gain: [1, 'scale of the stimulus'],
    offset: [0, 'what is added to the stimulus'],
  },
  compartments: {
    stimulus: { about: 'stimulus from other populations', input: 1, step: {} },
    drive: { about: 'stimulus b and coupling', input: 1, state: { b: 0 }, step: {} },
    on: twin(''),
    off: twin('-'),
    pair: {
      about: 'difference of the twins',
      state: { z: 0, count: 0 },
      step: {
        sign: 'on.s - off.s',
        barrier: 'psi * sign',
        count: 'count + on.s + off.s',
        z: 'on.y - off.y',
        change: 'on.v - off.v',
      },
    },
  },
  events: { spike: 'on.s > 0', off: 'off.s > 0', cut: 'max(abs(on.raw), abs(off.raw)) > most * lambda' },
  saturates: { spike: holds, off: holds },
  watch: { cut: 'the drive was cut, as lambda is too small for it' },
  limits: halfLimits,
  on: { 'try.begin': afresh },
})
