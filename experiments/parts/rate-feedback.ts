/** Rules that send errors down: backpropagation and its alternatives to the exact transpose. */

import { scaled } from '../../models/neurons/rate.ts'
import { adam } from '../../models/rules/adam.ts'
import {
  activation,
  activationRates,
  alignment,
  type Drive,
  ends,
  information,
  mirror,
  type Primitive,
} from '../../models/rules/alignment.ts'
import { descend } from '../../models/rules/descend.ts'
import { kolen } from '../../models/rules/kolen.ts'
import type { Phase, Projection, Rule, Weights } from '../../src/spec/types.ts'
import { downward, feedback, glorot, hiddenOf, type Layers, type Method, upperOf } from './rate.ts'

export const backprop: Method = {
  name: 'backprop',
  about: 'errors through the exact transpose of the forward weights: the control',
  projections: layers => feedback(layers, w => ({ tie: w })),
}

export const backpropAdam: Method = {
  ...backprop,
  name: 'backprop-adam',
  about: 'backpropagation with the steps of Adam',
  rule: () => adam,
  eta: 0.001,
}

/** The floor: a rule that is not clearly better has learned nothing in its hidden layers. */
export const shallow: Method = {
  name: 'shallow',
  about: 'hidden layers stay as they were drawn: the floor',
  rule: (layer, layers) => (layer === layers ? descend : undefined),
  order: () => ['top.error'],
}

export const feedbackAlignment: Method = {
  name: 'feedback-alignment',
  about: 'errors through fixed random weights',
  projections: layers => feedback(layers, () => glorot),
}

export const directFeedback: Method = {
  name: 'direct-feedback',
  about: 'the output error to every hidden layer through fixed random weights',
  projections: layers =>
    hiddenOf(layers).map(l => ({ name: `d${l}`, from: 'top.error.d', to: `x${l}.error`, weights: glorot })),
}

export const signSymmetry: Method = {
  name: 'sign-symmetry',
  about: 'errors through the signs of the forward weights',
  projections: layers => feedback(layers, w => ({ sign: w, scale: 'rms', refresh: 'presentation.end' })),
}

/** Both learning rates must be the same, or the weights do not meet. */
export const kolenPollackAt = (eta: number): Method => ({
  name: 'kolen-pollack',
  about: 'feedback learns the same outer product and decays alike',
  eta,
  set: own => ({ eta: own, decay: 0.0005 }),
  projections: layers => feedback(layers, () => glorot, { rule: kolen, set: { eta } }),
})
export const kolenPollack = kolenPollackAt(0.3)

export const symmetricAlignment: Method = {
  name: 'symmetric-alignment',
  about: 'feedback steps towards the transpose after each batch',
  projections: layers => feedback(layers, w => ({ toward: w, rate: 0.05, value: glorot, refresh: 'presentation.end' })),
}

/** Both ends of an alignment, layer by layer, and what its primitives need besides. */
const alignmentOrder = (layers: Layers, primitives: readonly string[], drive: Drive): string[] => {
  const [lower, upper] = ends[drive]
  return [
    ...(lower === 'scaled' ? hiddenOf(layers).map(l => `x${l}.centre`) : []),
    ...hiddenOf(layers).map(l => `x${l}.${lower}`),
    ...upperOf(layers).map(l => `${layers[l]}.${upper}`),
    ...(primitives.includes('null') ? hiddenOf(layers).map(l => `x${l}.recon`) : []),
    ...(primitives.includes('sparse') ? upperOf(layers).map(l => `${layers[l]}.climb`) : []),
  ]
}

/** Noise comes in a phase before the image; rates are those of the image. */
const isNoise = (drive: Drive): boolean => ends[drive][0] === 'noise'
const noisePhase = (layers: Layers, primitives: readonly string[], drive: Drive): Phase => ({
  name: 'noise',
  lasts: '1 ticks',
  order: alignmentOrder(layers, primitives, drive),
})

/** The signals that the primitives compare: forward, down and backwards through the weights that stand there anyway. */
const probes = (layers: Layers, primitives: readonly string[], drive: Drive): Projection[] => {
  const [lower, upper] = ends[drive]
  return upperOf(layers).flatMap((l): Projection[] => {
    const [above, below] = [layers[l], layers[l - 1]]
    const down: Projection = {
      name: `q${l}`,
      from: `${above}.${upper}.y`,
      to: `${below}.recon`,
      weights: { tie: `b${l}` },
    }
    const up: Projection = {
      name: `r${l}`,
      from: `${below}.${lower}.x`,
      to: `${above}.climb`,
      weights: { tie: `b${l}` },
    }
    return [
      { name: `m${l}`, from: `${below}.${lower}.x`, to: `${above}.${upper}`, weights: { tie: `w${l}` } },
      ...(primitives.includes('null') ? [down] : []),
      ...(primitives.includes('sparse') ? [up] : []),
    ]
  })
}

const aligned = (
  name: string,
  about: string,
  rule: Rule,
  drive: Drive,
  set: Projection['set'],
  weights: (w: string) => Weights = () => glorot,
): Method => {
  const primitives = Object.keys(rule.params)
  return {
    name,
    about,
    projections: layers => [
      ...feedback(layers, weights, { rule, ...(set ? { set } : {}) }),
      ...probes(layers, primitives, drive),
    ],
    ...(isNoise(drive)
      ? { before: (layers: Layers) => [noisePhase(layers, primitives, drive)] }
      : { order: (layers: Layers) => [...downward(layers), ...alignmentOrder(layers, primitives, drive)] }),
  }
}

export const weightMirror = aligned('weight-mirror', 'feedback learns by Hebb in phases of noise', mirror, 'noise', {
  eta: 0.01,
})
export const informationAlignment = aligned('information-alignment', 'a weight mirror with anti-Hebb on the reconstruction', information, 'noise', {
  eta: 0.05, decay: 0.2, amp: 1, null: 0.2,
}) // biome-ignore format: one line of coefficients
export const activationAlignment = aligned(
  'activation-alignment',
  'Hebb less the feedback of itself, in phases of noise',
  activation,
  'noise',
  { eta: 0.05 },
)
export const activationAlignmentRates = aligned(
  'activation-alignment-rates',
  'the same, driven by the rates of the task',
  activationRates,
  'rates',
  { eta: 0.01 },
)

interface Cell {
  drive: 'noise' | 'rates'
  coefficients: Record<string, number>
  eta: number // of the feedback
  /** Learning rate of the forward weights, where their step is the feedback's too. */
  tied?: number
}

/**
 * A cell of the full matrix: any primitives, `self` among them (Kunin et al. 2020; specification, 2.2 and 2.5). The response is that of the bare
 * weights, so that coefficients are gains of all primitives alike.
 */
export const primitivesMethod = (
  primitives: (Primitive | 'self')[],
  { drive, coefficients, eta, tied }: Cell,
): Method => {
  const own = primitives.filter((p): p is Primitive => p !== 'self')
  const name = `primitives-${primitives.join('-')}`
  const toward = (w: string): Weights => ({
    toward: w,
    rate: eta * coefficients.self,
    decay: 0,
    value: glorot,
    refresh: 'presentation.end',
  })
  const set = {
    eta,
    ...Object.fromEntries(own.map(p => [p, coefficients[p]])),
    ...(tied === undefined ? {} : { forward: tied }),
  }
  const weights = primitives.includes('self') ? toward : () => glorot as Weights
  if (own.length === 0 && tied === undefined)
    return { name, about: 'feedback from self alone', projections: layers => feedback(layers, weights) }
  const bare: Drive = drive === 'noise' ? 'bare-noise' : 'scaled-rates'
  const rule = alignment(name, own, bare, tied !== undefined)
  const method = aligned(name, `feedback from ${primitives.join(', ')}`, rule, bare, set, weights)
  return drive === 'rates' ? { ...method, unit: scaled } : method
}
