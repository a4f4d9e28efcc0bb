/** The three constructors of the language. They check what they are given and return it unchanged: plain data. */

import { modelOf } from './model.ts'
import type { Experiment, Neuron, Rule } from './types.ts'

export const neuron = (n: Omit<Neuron, 'kind'>): Neuron => {
  const made: Neuron = { kind: 'neuron', ...n }
  modelOf(made)
  return made
}
export const rule = (r: Omit<Rule, 'kind'>): Rule => ({ kind: 'rule', ...r })
export const experiment = (e: Omit<Experiment, 'kind'>): Experiment => ({ kind: 'experiment', ...e })
