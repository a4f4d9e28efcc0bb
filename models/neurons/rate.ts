import { neuron } from '../../src/spec/define.ts'
import type { Compartment, Neuron, Table } from '../../src/spec/types.ts'

export interface Curve {
  /** The rate of a potential. */
  rate: (z: string) => string
  /** Derivative of the rate; it may read z and x. */
  slope: string
}

export const rectified: Curve = { rate: z => `max(${z}, 0)`, slope: 'z > 0 ? 1 : 0' }
export const hyperbolic: Curve = { rate: z => `tanh(${z})`, slope: '1 - x * x' }

/** Error times slope: what descends of an error that other units send. */
export const sent: Compartment = { about: 'error that reaches the unit', input: 1, step: { d: 'input * soma.slope' } }

/**
 * A unit with a graded output. Each compartment is one way in which other units reach it, and costs nothing where no phase steps it:
 * `soma` the layer below, `error` the signal that learning uses, the others the two ends of feedback learning.
 */
export const rateUnit = (
  text: { name: string; about: string; source: string; params?: Neuron['params'] },
  curve: Curve,
  own: Table<Compartment> = { error: sent },
): Neuron =>
  neuron({
    ...text,
    params: { sigma: [1, 'standard deviation of the noise of a mirror phase'], ...text.params },
    compartments: {
      soma: {
        about: 'forward synapses',
        input: 1,
        learned: { b: 0 },
        step: { z: 'input + b', x: curve.rate('z'), slope: curve.slope },
      },
      noise: { about: 'noise in the place of the rate, for a mirror', step: { x: 'sigma * randn()' } },
      centre: { about: 'rate less its mean over the batch', step: { x: 'soma.x - sum(lanes, soma.x) / lanes' } },
      mirror: {
        about: 'response to the noise of the layer below, less its slow mean',
        input: 1,
        learned: { mean: 0 },
        step: { raw: curve.rate('input + soma.b'), y: 'raw - mean' },
      },
      linear: { about: 'what the layer below sends, as it is', input: 1, step: { y: 'input' } },
      recon: { about: 'what comes down through feedback weights', input: 1, step: { q: 'input' } },
      climb: { about: 'what comes up through feedback weights, read backwards', input: 1, step: { r: 'input' } },
      ...own,
    },
  })

const source = 'Lillicrap, Cownden, Tweed & Akerman 2016, Nat Commun 7:13276; Akrout et al. 2019, arXiv 1904.05391'

/** Rectified linear unit. */
export const relu = rateUnit({ name: 'relu', about: 'rectified linear rate', source }, rectified)
/** Hyperbolic tangent. */
export const tanh = rateUnit({ name: 'tanh', about: 'rate from -1 to 1', source }, hyperbolic)

const deviation = 'sqrt(sum(all, sum(lanes, centre.x * centre.x)) / (lanes * size))'
/** Rectified linear unit whose centred rate is also there in units of its root mean square over the layer and the batch. */
export const scaled = rateUnit({ name: 'scaled-relu', about: 'rectified linear rate', source }, rectified, {
  scaled: { about: 'centred rate of size 1', step: { x: `centre.x / max(${deviation}, 1e-6)` } },
  error: sent,
})
