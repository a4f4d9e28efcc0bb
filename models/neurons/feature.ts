/**
 * Units that learn features without labels by nonlinear Hebb (Brito & Gerstner 2016). `soma.v` is the drive, `soma.u` the same in units of its slow
 * deviation; anti-Hebbian rivals spread the units over features.
 */
import { neuron } from '../../src/spec/define.ts'
import type { Neuron } from '../../src/spec/types.ts'

const hebbian = (name: string, about: string, rate: string, grow: string): Neuron =>
  neuron({
    name,
    about,
    source: 'Brito & Gerstner 2016, PLoS Comput Biol 12:e1005070, eqs 1-3; rivals: Foldiak 1990, Biol Cybern 64:165',
    params: { threshold: [1, 'drive at which a unit answers, in deviations'] },
    compartments: {
      soma: {
        about: 'forward synapses, and the slow mean square of what they bring',
        input: 1,
        learned: { power: 0.1 },
        step: { v: 'input', u: 'v / sqrt(power)', x: rate },
      },
      rival: {
        about:
          'what is left of the drive after units that answer to the same images; `grow` is the postsynaptic factor',
        input: 1,
        step: { u: 'soma.u - input', grow, on: 'grow > 0 ? 1 : 0' },
      },
    },
  })

/** Quadratic above the threshold; answers linearly above it. */
export const rectifying = hebbian(
  'rectifying',
  'unit that grows towards what drives it most',
  'max(u - threshold, 0)',
  'max(u - threshold, 0) * max(u - threshold, 0)',
)
/** Cubic: finds heavy tails of either sign. */
export const cubic = hebbian('cubic', 'unit that finds heavy tails', 'u', 'u * u * u')

/** Brightness less its mean over the images so far. */
export const contrast = neuron({
  name: 'contrast',
  about: 'brightness of a pixel, less its mean over all images so far',
  source: 'Brito & Gerstner 2016, PLoS Comput Biol 12:e1005070, methods: inputs have mean zero',
  params: {},
  compartments: {
    soma: { about: 'brightness', state: { p: 0 }, learned: { mean: 0, batches: 0 }, step: { x: 'p - mean' } },
  },
})
