import { neuron } from '../../src/spec/define.ts'
import type { Init, Neuron, Table } from '../../src/spec/types.ts'

/**
 * What shapes the spikes of a growth-transform unit without moving its optimum: slow variables, updated after the spike of a step is known,
 * and the step size f (0 < f <= 1) that they give. `kick` is the current taken away at a spike, `plateau` the current added below threshold.
 */
export interface Modulation {
  about: string
  params?: Neuron['params']
  state?: Table<Init>
  /** In order; they may read s (1 at a spike), their own states and trace.input, which carries the traces of other units. */
  step?: Table<string>
  f: string
  kick?: string
  plateau?: string
}

const squash = (x: string) => `0.5 * (1 + 0.95 * tanh(${x}))`
const trace = (k: number, c0: number) => ({
  params: { pole: [0.99, 'what is left of the activity trace after a step'] as [number, string] },
  state: { c: c0 },
  step: { c: `pole * c + ${k} * s` },
})

export const tonic: Modulation = { about: 'constant step size', params: { f0: [0.5, 'step size f'] }, f: 'f0' }

/** Each reset is complete: f = 1 at a spike. */
export const deepReset: Modulation = {
  ...tonic,
  about: 'constant step size, full hyper-polarisation at a spike',
  f: 'activity.s > 0 ? 1 : f0',
}

export const frequencyAdaptation: Modulation = {
  about: 'spike-frequency adaptation',
  ...trace(2, 1),
  f: squash('-0.2 * activity.c'),
}

/** As programmed: a deep reset after every fourth spike, shallow ones and an inward current between them. */
export const bursting: Modulation = {
  about: 'bursts of four spikes',
  params: tonic.params,
  state: { n: 0, kick: 1.5, plateau: 0 },
  step: {
    n: 's > 0 ? (n > 2 ? 0 : n + 1) : n',
    kick: 's > 0 ? (n == 0 ? 3 : 1.5) : kick',
    plateau: 's > 0 ? (n == 0 ? 0 : 1) : plateau',
  },
  f: 'f0',
  kick: 'activity.kick',
  plateau: 'activity.plateau',
}

/** As printed: f is small until `limit` worth of spikes has been counted, then 1 for one step. */
export const switching: Modulation = {
  about: 'bursts by switching between slow and fast steps',
  params: { slow: [0.05, 'step size within a burst'], limit: [12, 'barrier output that ends a burst'] },
  state: { c: 0 },
  step: { c: '(c < limit ? c : 0) + psi * s' },
  f: 'activity.c < limit ? slow : 1',
}

/** Units hasten or slow each other by their activity traces, carried by the same trans-conductances as the potentials. */
export const presynapticAdaptation: Modulation = {
  about: 'pre-synaptic adaptation',
  ...trace(1, 1),
  f: `activity.s > 0 ? 1 : ${squash('2 * (trace.input - 0.1 * activity.c)')}`,
}

/** The same with a common slowing `rest`, which rises once the network has settled. */
export const globalAdaptation: Modulation = {
  about: 'global adaptation',
  params: {
    pole: [0.99, 'what is left of the activity trace after a step'],
    rest: [0, 'common slowing once the network has settled'],
  },
  state: { c: 1 },
  step: { c: 'pole * c + s' },
  f: `activity.s > 0 ? 1 : ${squash('2 * (trace.input / (size * size) - 0.1 * activity.c - rest)')}`,
}

/** The step barrier makes spikes; its mean output is the Lagrange multiplier of the constraint v <= 0. */
const stepBarrier = { force: 'activity.s', energy: 'max(x, 0)' }
/** A smooth barrier makes no spikes: the potential settles where psi * sigmoid(sharpness * v) is the drive. */
const smoothBarrier = { force: 'sigmoid(sharpness * x)', energy: 'log(1 + exp(sharpness * x)) / sharpness' }

/** With a step barrier a unit fires; where it fires in every tick the barrier cannot hold its stimulus. */
const spikes = {
  events: { spike: 'activity.s > 0', held: 'psi > 0 && activity.s > 0' },
  saturates: { held: 'the barrier psi cannot hold the stimulus' },
}
const silent = { events: {} }

/** Parameters of modulations that are step sizes. */
const steps = ['f0', 'slow']

const SOURCE = 'Gangopadhyay, Mehta & Chakrabartty 2020, Front. Neurosci. 14:425, eqs 1-6'

export interface GrowthTransformOptions {
  name: string
  about?: string
  modulation?: Modulation
  barrier?: 'step' | 'smooth'
  /** Current that drives the soma; default the state drive.b. May read phase.time, unit and draws. */
  current?: string
}

/**
 * A growth-transform unit: potential v in (-1, 1) in units of v_c, threshold 0, graded coupling through drive.input = sum of Q v.
 * A unit spikes at a step where v > 0 when the step begins. `clamp` 1: the overshoot is thrown away first (the published figures);
 * 0: it is kept (for computing: the mean barrier output is then a rectified linear function of the drive).
 * Columns: soma.y is what others see, at the next step; soma.h the unit's share of the energy when the step began; soma.most the largest
 * |drive| / lambda so far. Event escape, which is watched: the drive exceeds lambda, so the potential may leave (-1, 1); event held: a spike
 * that a barrier answers, which no sound unit has in every tick. lambda is refused where it does not exceed the largest drive that a unit can meet, unless `bounded` is 0.
 */
export const growthTransform = ({
  name,
  about,
  modulation = tonic,
  barrier = 'step',
  current = 'drive.b',
}: GrowthTransformOptions): Neuron => {
  const { force, energy } = barrier === 'step' ? stepBarrier : smoothBarrier
  const spiking = barrier === 'step' ? spikes : silent
  return neuron({
    name,
    about: about ?? `growth-transform unit, ${modulation.about}`,
    source: SOURCE,
    params: {
      lambda: [20, 'bound: must stay above the absolute drive of every unit'],
      psi: [3, 'current of the barrier'],
      q: [1, 'self-conductance'],
      reset: [0, 'additional potential seen by the self-conductance at a spike'],
      clamp: [0, '1: potentials above threshold are set to 0 before the step'],
      v0: [-0.1, 'initial potential'],
      bounded: [1, '0: lambda may be smaller than the largest drive'],
      ...(barrier === 'smooth' ? { sharpness: [20, 'slope of the barrier'] as [number, string] } : {}),
      ...modulation.params,
    },
    compartments: {
      activity: {
        about: 'spike and slow variables',
        state: { ...modulation.state },
        step: { s: 'soma.v > 0 ? 1 : 0', ...modulation.step },
      },
      trace: { about: 'activity traces of other units', input: 1, step: {} },
      drive: { about: 'stimulus b and graded coupling', input: 1, state: { b: 0 }, step: {} },
      soma: {
        about: 'membrane',
        state: { v: 'v0', y: 'clamp > 0 ? min(v0, 0) : v0', h: 0, most: 0 },
        step: {
          x: 'old(y)',
          current,
          barrier: `${modulation.kick ?? 'psi'} * ${force}`,
          f: modulation.f,
          h: `0.5 * x * (drive.input + q * x) - current * x + psi * ${energy}`,
          rise: 'h - old(h)',
          g: `current - drive.input - q * (x + reset * activity.s) - barrier${modulation.plateau ? ` + (x <= 0 ? ${modulation.plateau} : 0)` : ''}`,
          most: 'max(most, abs(g) / lambda)',
          v: 'x + f * g * (1 - x * x) / (lambda + g * x)',
          y: 'clamp > 0 ? min(v, 0) : v',
        },
      },
    },
    ...spiking,
    events: { ...spiking.events, escape: 'abs(soma.g) > lambda' },
    watch: { escape: 'the drive exceeds lambda, so the potential may leave (-1, 1)' },
    energy: { of: 'soma.y', to: 'drive', own: 'q' },
    limits: {
      lambda: {
        above: 'bounded > 0 ? abs(drive.b) + reach.drive + abs(q) * (1 + reset) + psi : 0',
        why: 'the largest drive that it can meet; set bounded to 0 to go below',
      },
      v0: { above: -1, below: 1 },
      'soma.v': { above: -1, below: 1 },
      psi: { from: 0 },
      ...Object.fromEntries(steps.filter(name => modulation.params?.[name]).map(name => [name, { above: 0, upTo: 1 }])),
    },
  })
}
