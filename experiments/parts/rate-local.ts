/** Rules without a path for errors from layer to layer: every hidden layer has a loss of its own. */
import { code, label, logistic } from '../../models/neurons/label.ts'
import { similar } from '../../models/neurons/similar.ts'
import { top } from '../../models/neurons/top.ts'
import { adam, adamWeights } from '../../models/rules/adam.ts'
import { outer } from '../../models/rules/outer.ts'
import type { Drive, Population, Projection, Table } from '../../src/spec/types.ts'
import { glorot, hiddenOf, type Layers, type Method } from './rate.ts'

export interface LocalLoss {
  populations(layers: Layers, l: number, size: number): Table<Population>
  projections(layers: Layers, l: number): Projection[]
  drive(l: number): Table<Drive>
  /** Items stepped with the forward pass, and in the phase after it. */
  first(l: number): string[]
  second(l: number): string[]
  /** Populations and projections that all layers share. */
  shared?: { populations: Table<Population>; projections: Projection[]; first: string[]; drive: Table<Drive> }
}

/** A linear readout of its own, from 0. */
const prediction = (share = 1): LocalLoss => ({
  populations: (_, l) => ({ [`head${l}`]: { neuron: top, size: 10, set: { share } } }),
  projections: (_, l) => [
    { name: `v${l}`, from: `x${l}.soma.x`, to: `head${l}.soma`, weights: 0, rule: adam },
    { name: `p${l}`, from: `head${l}.error.d`, to: `x${l}.error`, weights: { tie: `v${l}` } },
  ],
  drive: l => ({ [`head${l}.soma.label`]: 'label' }),
  first: l => [`head${l}.soma`],
  second: l => [`head${l}.error`],
})

export const labels = {
  populations: { label: { neuron: label, size: 10 } },
  projections: [],
  first: ['label'],
  drive: { 'label.soma.x': 'label' as Drive },
}

/** Similarities between images as those of their labels, or of random codes of them; with a learned projection, or without. */
const similarity = (share: number, { bare = false, coded = false } = {}): LocalLoss => ({
  populations: (_, l, size) => ({ [`s${l}`]: { neuron: similar, size, set: { share } } }),
  projections: (_, l) => [
    bare
      ? { name: `r${l}`, from: `x${l}.soma.x`, to: `s${l}.soma`, connect: 'one-to-one', weights: 1 }
      : { name: `r${l}`, from: `x${l}.soma.x`, to: `s${l}.soma`, weights: glorot, rule: adamWeights },
    { name: `own${l}`, from: `s${l}.soma.u`, to: `s${l}.own`, weights: 0, rule: outer },
    { name: `label${l}`, from: coded ? 'code.soma.u' : 'label.soma.u', to: `s${l}.label`, weights: 0, rule: outer },
    {
      name: `t${l}`,
      from: `s${l}.error.down`,
      to: `x${l}.error`,
      ...(bare ? { connect: 'one-to-one' as const, weights: 1 } : { weights: { tie: `r${l}` } }),
    },
  ],
  drive: () => ({}),
  first: l => [`s${l}.soma`],
  second: l => [`s${l}.own`, `s${l}.label`, `s${l}.error`],
  shared: coded ? { ...labels, ...codes } : labels,
})

const codes = {
  populations: { ...labels.populations, code: { neuron: code, size: 128 } },
  projections: [{ name: 'code', from: 'label.soma.x', to: 'code.soma', weights: 'randn()' }] as Projection[],
  first: ['label', 'code'],
}

/** A readout of binary codes, whose error comes back through fixed random weights. */
const codedPrediction = (share: number): LocalLoss => ({
  populations: (_, l) => ({ [`head${l}`]: { neuron: logistic, size: 128, set: { share } } }),
  projections: (_, l) => [
    { name: `v${l}`, from: `x${l}.soma.x`, to: `head${l}.soma`, weights: 0, rule: adam },
    { name: `bit${l}`, from: 'code.soma.bit', to: `head${l}.target`, connect: 'one-to-one', weights: 1 },
    { name: `p${l}`, from: `head${l}.error.d`, to: `x${l}.error`, weights: glorot },
  ],
  drive: () => ({}),
  first: l => [`head${l}.soma`, `head${l}.target`],
  second: l => [`head${l}.error`],
  shared: { ...labels, ...codes },
})

export const localMethod = (name: string, about: string, losses: LocalLoss[]): Method => {
  const shared = losses.findLast(l => l.shared)?.shared
  const all = <T>(layers: Layers, of: (loss: LocalLoss, l: number) => T[]): T[] =>
    hiddenOf(layers).flatMap(l => losses.flatMap(loss => of(loss, l)))
  return {
    name,
    about,
    lanes: 128,
    rule: () => adam,
    eta: 0.001,
    populations: (layers, sizes) => ({
      ...shared?.populations,
      ...Object.fromEntries(all(layers, (loss, l) => Object.entries(loss.populations(layers, l, sizes.hidden[l - 1])))),
    }),
    projections: layers => [...(shared?.projections ?? []), ...all(layers, (loss, l) => loss.projections(layers, l))],
    order: layers => [...(shared?.first ?? []), ...all(layers, (loss, l) => loss.first(l))],
    after: layers => [
      {
        name: 'local',
        order: ['top.error', ...all(layers, (loss, l) => loss.second(l)), ...hiddenOf(layers).map(l => `x${l}.error`)],
      },
    ],
    drive: layers => ({
      ...shared?.drive,
      ...Object.fromEntries(all(layers, (loss, l) => Object.entries(loss.drive(l)))),
    }),
  }
}

export const localPrediction = localMethod('local-pred', 'a readout for every hidden layer', [prediction()])
export const localSimilarity = localMethod('local-sim', 'similarities between images as between their labels', [
  similarity(1),
])
export const localBoth = localMethod('local-predsim', 'both local losses', [prediction(0.01), similarity(0.99)])
export const localSimilarityBio = localMethod(
  'local-sim-bio',
  'similarities as between random codes of the labels, without a learned projection',
  [similarity(1, { bare: true, coded: true })],
)
export const localBio = localMethod(
  'local-predsim-bio',
  'both, with random codes, without learned projections and with random feedback',
  [codedPrediction(0.01), similarity(0.99, { bare: true, coded: true })],
)
