/**
 * The three constructors of the language. They check what they are given and return it unchanged: plain data. A neuron's or rule's equations
 * are parsed, and their names and units checked, here; what populations and projections add, when the plan is made.
 */
import { within } from '../lang/within.ts'
import { checkModel } from './check-model.ts'
import { checkRule } from './check-rule.ts'
import { modelOf } from './model.ts'
import type { Experiment, Neuron, Rule } from './types.ts'

/** Throws SpecError: the model, the table and equation, what was expected and what was received. */
export const neuron = (n: Omit<Neuron, 'kind'>): Neuron => {
  const made: Neuron = { kind: 'neuron', ...n }
  within(`neuron '${n.name}'`, () => checkModel(modelOf(made)))
  return made
}

/** Throws SpecError, as `neuron` does. What the rule reads of its two units is known only in a projection. */
export const rule = (r: Omit<Rule, 'kind'>): Rule => {
  const made: Rule = { kind: 'rule', ...r }
  within(`rule '${r.name}'`, () => checkRule(made))
  return made
}

export const experiment = (e: Omit<Experiment, 'kind'>): Experiment => ({ kind: 'experiment', ...e })
