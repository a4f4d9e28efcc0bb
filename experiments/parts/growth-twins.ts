/** ON/OFF pairs as two populations, and the projections between pairs. */
import { growthTwin } from '../../models/neurons/growth-twin.ts'
import type { Population, Projection, Rule } from '../../src/spec/types.ts'
import type { Matrix } from './growth-bounds.ts'

/** The populations of a layer of pairs. */
export const halves = (layer: string): [on: string, off: string] => [`${layer}On`, `${layer}Off`]

export interface PairsOptions {
  layer: string
  /** Stimulus of each pair: b for its ON unit, -b for its OFF unit. */
  b: readonly number[]
  set?: Population['set']
}

export interface Pairs {
  populations: Record<string, Population>
  projections: Projection[]
  /** For phases: all see the potentials of the step before; halves hear of each other what is new. */
  order: string[]
}

/** A layer of ON/OFF pairs, halves wired to each other. */
export const onOffPairs = ({ layer, b, set = {} }: PairsOptions): Pairs => {
  const [on, off] = halves(layer)
  const half = (sign: number): Population => ({
    neuron: growthTwin,
    size: b.length,
    set: { ...set, sign },
    init: { 'drive.b': [...b] },
  })
  const hear = (from: string, to: string): Projection[] => [
    { name: `${to}-twin`, from: `${from}.soma.v`, to: `${to}.twin`, connect: 'one-to-one', weights: 1 },
    { name: `${to}-rival`, from: `${from}.soma.s`, to: `${to}.rival`, connect: 'one-to-one', weights: 1 },
  ]
  return {
    populations: { [on]: half(1), [off]: half(-1) },
    projections: [...hear(off, on), ...hear(on, off)],
    order: ['drive', 'soma', 'twin', 'rival'].flatMap(part => [`${on}.${part}`, `${off}.${part}`]),
  }
}

export interface BetweenOptions {
  name: string
  from: string
  to: string
  /** Trans-conductances [post][pre] of pairs. */
  Q: Matrix
  rule?: Rule
  set?: Projection['set']
  connect?: Projection['connect']
}

/**
 * Couples pairs through the difference of potentials, z = ON - OFF of the source: four projections that carry Q, minus Q, Q and minus Q.
 * The OFF units take what arrives with their own sign, so in all it is [[Q, -Q], [-Q, Q]].
 */
export const betweenPairs = ({ name, from, to, Q, ...rest }: BetweenOptions): Projection[] =>
  halves(from).flatMap((source, k) =>
    halves(to).map(target => ({
      ...rest,
      name: `${name}-${source}-${target}`,
      from: `${source}.soma.y`,
      to: `${target}.drive`,
      weights: { values: Q[0].map((_, pre) => Q.map(row => (k === 0 ? row[pre] : -row[pre]))) },
    })),
  )
