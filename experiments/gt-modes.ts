import {
  bursting,
  deepReset,
  frequencyAdaptation,
  growthTransform,
  type Modulation,
  tonic,
} from '../models/neurons/growth-transform.ts'
import { experiment } from '../src/spec/define.ts'
import type { Population } from '../src/spec/types.ts'
import { energies } from './parts/growth-energy.ts'

/** The released single-neuron demonstration: clamped, with an extra reset that takes the drive above lambda; three stimuli a mode. */
const mode = (name: string, modulation: Modulation): Population => ({
  neuron: growthTransform({ name, modulation }),
  size: 3,
  set: { lambda: 12, clamp: 1, reset: 10, bounded: 0 },
  init: { 'drive.b': [0.1, 0.5, 1] },
})

const names = ['tonic', 'deep', 'adapting', 'bursting']
const recorded = energies(names)

export default experiment({
  name: 'gt-modes',
  about: 'Response modes of one growth-transform unit: tonic, deep reset, adapting, bursting, at three stimuli',
  seed: 1,
  dt: '1 ms',
  populations: {
    tonic: mode('tonic', tonic),
    deep: mode('deep', deepReset),
    adapting: mode('adapting', frequencyAdaptation),
    bursting: mode('bursting', bursting),
  },
  projections: [],
  train: [{ name: 'modes', presentations: 1, clear: 'presentation', phases: [{ name: 'run', lasts: '200 ticks' }] }],
  measures: recorded.measures,
  probes: [
    ...recorded.probes,
    ...names.flatMap(p =>
      ['spike', 'soma.v'].map(column => ({ column: `${p}.${column}`, during: ['train' as const] })),
    ),
  ],
})
