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

/** The released single-neuron demonstration: clamped, with an extra reset; three stimuli a mode. */
const mode = (name: string, modulation: Modulation): Population => ({
  neuron: growthTransform({ name, modulation }),
  size: 3,
  set: { lambda: 12, clamp: 1, reset: 10 },
  init: { 'drive.b': [0.1, 0.5, 1] },
})

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
  probes: ['tonic', 'deep', 'adapting', 'bursting'].flatMap(p => [
    { column: `${p}.spike`, during: ['train' as const] },
    { column: `${p}.soma.v`, during: ['train' as const] },
  ]),
})
