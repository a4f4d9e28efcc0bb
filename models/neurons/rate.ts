import { neuron } from '../../src/spec/define.ts'
import type { Neuron } from '../../src/spec/types.ts'

interface Curve {
  name: string
  about: string
  rate: (z: string) => string
  /** Derivative of the rate; it may read soma.z and soma.x. */
  slope: string
  /** Variance of the rate's Taylor slope under N(0, 1): the mean slope, by which a mirror's signal is smaller than the weight. */
}

/**
 * A unit with a graded output. Each compartment is one way in which other units reach it, and costs nothing where no phase steps it:
 * `soma` the layer below, `error` the signal that learning uses, `noise` and `mirror` the two ends of a weight mirror, `recon` the
 * unit's own reconstruction through feedback weights.
 */
const rate = ({ name, about, rate, slope }: Curve): Neuron =>
  neuron({
    name,
    about,
    source:
      'Lillicrap, Cownden, Tweed & Akerman 2016, Nat Commun 7:13276; mirror: Akrout et al. 2019, NeurIPS, arXiv 1904.05391',
    params: { sigma: [1, 'standard deviation of the noise of a mirror phase'] },
    compartments: {
      soma: { about: 'forward synapses', input: 1, learned: { b: 0 }, step: { z: 'input + b', x: rate('z'), slope } },
      error: { about: 'error that reaches the unit', input: 1, step: { d: 'input * soma.slope' } },
      noise: { about: 'noise that replaces the rate in a mirror phase', step: { x: 'sigma * randn()' } },
      mirror: {
        about: 'response to the noise of the layer below, less its slow mean',
        input: 1,
        learned: { mean: 0 },
        step: { raw: rate('input + soma.b'), y: 'raw - mean' },
      },
      recon: { about: 'values sent through feedback weights', input: 1, step: { q: 'input' } },
    },
  })

/** Rectified linear unit. */
export const relu = rate({
  name: 'relu',
  about: 'rectified linear rate',
  rate: z => `max(${z}, 0)`,
  slope: 'z > 0 ? 1 : 0',
})
/** Hyperbolic tangent. */
export const tanh = rate({ name: 'tanh', about: 'rate from -1 to 1', rate: z => `tanh(${z})`, slope: '1 - x * x' })
