import { deepReset, growthTransform, presynapticAdaptation } from '../models/neurons/growth-transform.ts'
import { experiment } from '../src/spec/define.ts'
import type { Population, Projection } from '../src/spec/types.ts'
import { energies } from './parts/growth-energy.ts'

/** Two units, each driven by the potential of the other; weights [sender][receiver]. */
const weights = {
  values: [
    [0, -0.3],
    [0.5, 0],
  ],
}

const pair = (name: string, modulation: typeof deepReset): Population => ({
  neuron: growthTransform({ name, modulation }),
  size: 2,
  set: { lambda: 12, q: 2, v0: -0.8 },
  init: { 'drive.b': [0.3, 0.04] },
})
const names = ['constant', 'adaptive']
const recorded = energies(names)
const coupling = (of: string): Projection => ({ name: of, from: `${of}.soma.y`, to: `${of}.drive`, weights })

export default experiment({
  name: 'gt-plane',
  about: 'Phase plane of two coupled growth-transform units, with constant and with adaptive step size',
  seed: 1,
  dt: '1 ms',
  populations: { constant: pair('constant', deepReset), adaptive: pair('adaptive', presynapticAdaptation) },
  projections: [
    coupling('constant'),
    coupling('adaptive'),
    { name: 'traces', from: 'adaptive.activity.c', to: 'adaptive.trace', weights: { tie: 'adaptive' } },
  ],
  train: [
    {
      name: 'plane',
      presentations: 1,
      clear: 'presentation',
      phases: [
        {
          name: 'run',
          lasts: '1000 ticks',
          order: ['constant', 'adaptive.activity', 'adaptive.trace', 'adaptive.drive', 'adaptive.soma'],
        },
      ],
    },
  ],
  measures: recorded.measures,
  probes: [
    ...recorded.probes,
    ...names.flatMap(p =>
      ['spike', 'soma.v', 'drive.b'].map(column => ({ column: `${p}.${column}`, during: ['train' as const] })),
    ),
  ],
})
