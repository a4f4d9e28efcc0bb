/** The dendritic network with its initial weights: images are shown, and only feedback weights learn. */
import type { Experiment, Projection, Rule, Table } from '../../src/spec/types.ts'
import { dendrites } from './dendrites.ts'

/** 150 images: 7.5 s. */
const IMAGES = 150

/** One feedback projection for each rule, side by side; none of them drives a cell. */
export const untrained = (
  rules: Table<Rule>,
): Pick<Experiment, 'dt' | 'populations' | 'projections' | 'train' | 'probes'> => {
  const { dt, populations, projections = [] } = dendrites({ hidden: [{ name: 'hidden', size: 500 }], etaOut: 0 })
  const forward = projections
    .filter(p => p.name === 'w1' || p.name === 'out')
    .map(({ rule, set, ...rest }): Projection => rest)
  const back = Object.entries(rules).map(
    ([name, rule]): Projection => ({
      name,
      from: 'output',
      to: 'hidden.apical',
      weights: 0,
      rule,
      set: { keep: 1, least: 1e9 },
    }),
  )
  return {
    dt,
    populations,
    projections: [...forward, ...back],
    train: [
      {
        epochs: 40,
        images: IMAGES,
        learn: true,
        test: false,
        phases: [{ name: 'forward', lasts: '50 ms', drive: { 'input.soma.x': 'image' } }],
      },
    ],
  }
}
