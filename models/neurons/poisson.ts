import { neuron } from '../../src/spec/define.ts'

/** Input units: independent Poisson counts with a rate proportional to the brightness x (0..1) of a pixel. */
export const poisson = neuron({
  name: 'poisson',
  about: 'Poisson input',
  source: 'Guerguiev, Lillicrap & Richards 2017, eLife 6:e22901, methods',
  params: { max: ['200 Hz', 'firing rate of a unit whose x is 1'] },
  compartments: { soma: { about: 'brightness', state: { x: 0 }, step: {} } },
  events: { spike: 'poisson(max * soma.x * dt)' },
})
