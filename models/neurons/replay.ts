/** Input that was recorded or written down: spike trains (`force` of the population) and graded values, tick by tick. */
import { neuron } from '../../src/spec/define.ts'
import type { Population, Projection, Table } from '../../src/spec/types.ts'

const source = 'apical, 2026: no model, what it sends is given'

/** Fires where `force` says so; `soma.x` is the value that `graded` gives it, 0 where none does. */
export const replay = neuron({
  name: 'replay',
  about: 'spikes and values that are given instead of computed',
  source,
  params: {},
  compartments: { soma: { about: 'the given value', input: 1, step: { x: 'input' } } },
  events: { spike: 'soma.x < soma.x' },
})

/** Unit t fires in tick t. */
const ticker = neuron({
  name: 'ticker',
  about: 'unit t fires in tick t of a presentation',
  source,
  params: {},
  compartments: { soma: { about: 'nothing', step: {} } },
  events: { spike: '1 < 0' },
})

/**
 * What an experiment needs for values that are given tick by tick: a population and a projection, both called `name`. `to` is a
 * compartment with an input, such as 'input.soma' of a `replay` population: its input in tick t of each presentation is values[t],
 * 0 after the last. Put the population before the one that it drives, else values come a tick late.
 * `values` [ticks][units], in the unit of the input.
 */
export const graded = (
  name: string,
  to: string,
  values: number[][],
): { populations: Table<Population>; projections: Projection[] } => {
  const spikes = values.map((_, tick) => [tick, tick])
  return {
    populations: { [name]: { neuron: ticker, size: values.length, force: { spikes } } },
    projections: [{ name, from: name, to, weights: { values } }],
  }
}
