import { neuron } from '../../src/spec/define.ts'
import type { Compartment, Neuron } from '../../src/spec/types.ts'

/** How long a presentation is, and over how many the power is averaged. */
export const presentations: Neuron['params'] = {
  t: [20, 'ticks of a presentation'],
  samples: [300, 'presentations over which the power is averaged'],
}
export const power: Compartment = {
  about: 'squared rates of the layer below',
  input: 1,
  learned: { r2: 0 },
  step: { r2: 'r2 + input / (t * t) / samples' },
}

/**
 * A cross-coupled ON/OFF pair of growth-transform units as one accumulator w with two thresholds. Its net count n obeys
 * i * n + lambda * w = sum of (y - input). The error e is the mean output, gated by the label: only what can be wrong learns.
 * y is 1 for the true label and 0 for others, and 0 for all in a test. power: mean squared rate vector of the layer below.
 * guarded: steps in which the drive was cut to 0.98 lambda; 0 where the learning rate fits.
 */
export const growthLabel = neuron({
  name: 'growth-label',
  about: 'signed sigma-delta label unit',
  source: 'Gangopadhyay & Chakrabartty 2021, Front. Neurosci. 15:715451 (ON/OFF pairs); cross-coupled',
  params: {
    lambda: [50, 'bound on the drive'],
    i: [1, 'current taken off by a spike'],
    ...presentations,
    gated: [1, '0: every error learns'],
  },
  compartments: {
    drive: { about: 'label and prediction', input: 1, state: { y: 0 }, step: {} },
    power,
    soma: {
      about: 'the pair',
      state: { w: 0, n: 0, e: 0, guarded: 0 },
      step: {
        s: '(w > i / (2 * lambda) ? 1 : 0) - (w < -i / (2 * lambda) ? 1 : 0)',
        n: 'n + s',
        g: '(drive.y - drive.input - i * s) / lambda',
        guarded: 'guarded + (abs(g) > 0.98 ? 1 : 0)',
        w: 'w + atanh(clip(g, -0.98, 0.98))',
      },
    },
  },
  events: { spike: 'soma.s != 0', guard: 'abs(soma.g) > 0.98' },
  saturates: { spike: 'a spike takes off less than label and prediction drive' },
  watch: { guard: 'the drive was cut to 0.98 lambda: the learning rate is too large' },
  on: {
    'show.end': {
      mean: 'i * soma.n / t',
      'soma.e': 'gated > 0 ? (drive.y > 0 ? max(mean, 0) : min(mean, 0)) : mean',
    },
  },
})
