/** What a projection has learned as a matrix: in memory rows of weights are padded, and synapses that are not there leave gaps. */
import { oneOf, SpecError } from '../errors.ts'
import { planExperiment } from '../plan/build.ts'
import { dense } from '../plan/weights-matrix.ts'
import type { Experiment } from '../spec/types.ts'
import type { Learned } from './network.ts'

export interface Weights {
  pres: number
  posts: number
  value: Float64Array // [pres, posts] in ms, mV and pA, 0 where there is no synapse
}

/**
 * The weights of the projection `name`, or a column of its synapses that a rule keeps ('w1.e'), out of what `learned()` gives. `experiment` is the one
 * that ran. Throws SpecError for a name of no such column.
 */
export const weightsOf = (learned: Learned, experiment: Experiment, name: string): Weights => {
  const { plan } = planExperiment(experiment)
  const matrices = plan.columns.filter(c => learned[c.name] && plan.layouts.some(l => l.name === c.layout))
  const found = matrices.find(c => c.name === name || c.name === `${name}.w`)
  if (!found)
    throw new SpecError(
      'weightsOf',
      oneOf(
        name,
        matrices.map(c => c.name.replace(/\.w$/, '')),
      ),
      `'${name}'`,
    )
  const layout = plan.layouts.find(l => l.name === found.layout)!
  return { pres: layout.pres, posts: layout.posts, value: dense(layout, learned[found.name]) }
}
