/** A feedback phase: a driven layer of cells with windows onto others, and feedback weights that learn in it. */
import { lifDrawn, lifWindow } from '../../models/neurons/lif-window.ts'
import { modulator } from '../../models/neurons/modulator.ts'
import type { Experiment, Projection, Quantity, Rule, Stage, Table, Weights } from '../../src/spec/types.ts'

/** Uniform weights from -1 to 1, times 0.2 n / sd: strong enough that the cells above are either silent or near their limit. */
export const saturating: Weights = { let: { sd: '1 / sqrt(3)' }, value: '0.2 * fan.in / sd * (2 * rand() - 1)' }

export interface Alignment {
  sizes: readonly number[]
  /** Seconds of driving the first layer before the weights are copied, and how often. */
  seconds: number
  epochs?: number
  /** Feedback projections, all from the second layer to the first, by name. */
  rules: Table<{ rule: Rule; set?: Table<Quantity> }>
  weights?: Weights
}

/** The driven part: in each 100 ms another fifth of the first layer receives Poisson events. */
export const feed = (seconds: number, layer: string, order: string[], name = 'feed'): Stage => ({
  name,
  presentations: 10 * seconds,
  learn: true,
  test: false,
  phases: [{ name: 'drive', lasts: '100 ms', drive: { [`${layer}.basal.x`]: { choose: 0.2 } }, order }],
})

/** Feedback weights take what was learned, at its end. */
export const copy: Stage = {
  name: 'copy',
  presentations: 1,
  learn: true,
  test: false,
  phases: [{ name: 'still', lasts: '1 ticks', order: [] }],
}

/** Layers h0, h1, ...; the first is driven. */
export const alignment = ({
  sizes,
  seconds,
  epochs = 1,
  rules,
  weights = saturating,
}: Alignment): Pick<Experiment, 'dt' | 'populations' | 'projections' | 'train' | 'measures'> => {
  const names = sizes.map((_, i) => `h${i}`)
  const forward: Projection[] = names
    .slice(1)
    .map((name, i) => ({ name: `w${i}`, from: names[i], to: `${name}.basal`, weights }))
  const back: Projection[] = Object.entries(rules).map(([name, { rule, set = {} }]) => ({
    name,
    from: 'h1',
    to: 'h0.apical',
    weights: 0,
    rule,
    set,
  }))
  return {
    dt: '1 ms',
    populations: Object.fromEntries(names.map((name, i) => [name, { neuron: lifWindow, size: sizes[i] }])),
    projections: [...forward, ...back],
    train: [{ epochs, stages: [feed(seconds, 'h0', names), copy] }],
    measures: Object.fromEntries(
      Object.keys(rules).map(name => [`agreement.${name}`, { agreement: [name, 'w0'] as [string, string] }]),
    ),
  }
}

/** The driven cells fire by chance, which a signal common to all of them modulates: +-`depth` of it, drawn anew every 20 ms. */
export const confounded = (a: Alignment, depth: number): ReturnType<typeof alignment> => {
  const { populations, projections = [], ...rest } = alignment(a)
  const names = ['common', ...a.sizes.map((_, i) => `h${i}`)]
  return {
    ...rest,
    populations: {
      common: { neuron: modulator, size: 1, set: { depth } },
      ...populations,
      h0: { neuron: lifDrawn, size: a.sizes[0], set: { gain: 0 } },
    },
    projections: [{ name: 'modulation', from: 'common.soma.g', to: 'h0.chance', weights: 1 }, ...projections],
    train: [{ epochs: a.epochs ?? 1, stages: [feed(a.seconds, 'h0', names), copy] }],
  }
}
