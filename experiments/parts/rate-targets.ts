/** Rules that send targets down. */
import { lra, lraDiff } from '../../models/neurons/lra.ts'
import { tanh } from '../../models/neurons/rate.ts'
import { firstTarget, nextTarget } from '../../models/neurons/target.ts'
import { decode } from '../../models/rules/decode.ts'
import type { Neuron, Projection, Weights } from '../../src/spec/types.ts'
import { glorot, hiddenOf, type Layers, type Method, upperOf } from './rate.ts'
import { backprop, feedbackAlignment } from './rate-feedback.ts'

/** Per-sample errors from layer to layer. */
const errorsDown = (layers: Layers, weights: (w: string) => Weights): Projection[] =>
  upperOf(layers).map(l => ({
    name: `b${l}`,
    from: `${layers[l]}.error.e`,
    to: `${layers[l - 1]}.error`,
    weights: weights(`w${l}`),
  }))

export const lraFeedback: Method = {
  name: 'lra-fdbk',
  about: 'local targets through fixed random weights (local representation alignment)',
  unit: lra,
  projections: layers => errorsDown(layers, () => '0.3 * randn()'),
}

export const lraDifference: Method = {
  name: 'lra-diff',
  about: 'local targets through the exact derivative (local representation alignment)',
  unit: lraDiff,
  projections: layers => errorsDown(layers, w => ({ tie: w })),
}

/** Feedback alignment with tanh units and a hidden learning rate as large as that of lra-fdbk: without it the latter proves nothing. */
export const matchedFeedback: Method = {
  ...feedbackAlignment,
  name: 'feedback-alignment-matched',
  about: 'feedback alignment with tanh units, weights of standard deviation 0.6: the positive control of lra-fdbk',
  unit: tanh,
  projections: layers =>
    upperOf(layers).map(l => ({
      name: `b${l}`,
      from: `${layers[l]}.error.d`,
      to: `${layers[l - 1]}.error`,
      weights: '0.6 * randn()',
    })),
}

export const backpropTanh: Method = {
  ...backprop,
  name: 'backprop-tanh',
  about: 'backpropagation with tanh units',
  unit: tanh,
}

/** Decoders v2 .. from each hidden layer to the one below; the last hidden layer descends the output error. */
export const targetPropagation: Method = {
  name: 'target-propagation',
  about: 'targets through learned decoders, corrected by their difference',
  unit: (layer: number, layers: number): Neuron => (layer === layers - 1 ? firstTarget : nextTarget),
  eta: 0.1,
  projections: layers => {
    const last = layers.length - 2
    const decoders = hiddenOf(layers)
      .filter(l => l > 1)
      .flatMap((l): Projection[] => {
        const [above, below] = [layers[l], layers[l - 1]]
        return [
          { name: `v${l}`, from: `${above}.echo.u`, to: `${below}.recover`, weights: glorot, rule: decode },
          { name: `guess${l}`, from: `${above}.soma.x`, to: `${below}.guess`, weights: { tie: `v${l}` } },
          { name: `aim${l}`, from: `${above}.error.t`, to: `${below}.aim`, weights: { tie: `v${l}` } },
          { name: `echo${l}`, from: `${below}.noisy.x`, to: `${above}.echo`, weights: { tie: `w${l}` } },
        ]
      })
    return [
      { name: 'b', from: 'top.error.e', to: `${layers[last]}.error`, weights: { tie: `w${last + 1}` } },
      ...decoders,
    ]
  },
  order: layers => {
    const lower = hiddenOf(layers).slice(0, -1).reverse()
    return [
      'top.error',
      `${layers.at(-2)}.error`,
      ...lower.flatMap(l => [`x${l}.guess`, `x${l}.aim`, `x${l}.error`]),
      ...lower.flatMap(l => [`x${l}.noisy`, `x${l + 1}.echo`, `x${l}.recover`]),
    ]
  },
}
