/** The moments of an experiment by name, and what waits for moments that it does not have. */
import { oneOf } from '../errors.ts'
import type { Experiment, Part, Rule, Stage } from '../spec/types.ts'
import type { Network, Pop, Proj } from './network.ts'

const stagesIn = (stages: Stage[]): Stage[] => stages.flatMap(s => [s, ...stagesIn(s.stages ?? [])])

const ends = (names: (string | undefined)[]): string[] =>
  names.flatMap(n => (n === undefined ? [] : [`${n}.begin`, `${n}.end`]))

/** Those of training: 'presentation.end', and both ends of each phase, and of each stage with a name. */
export const trainingMoments = ({ train }: Experiment): string[] => {
  const stages = stagesIn(train)
  const phases = stages.flatMap(s => (s.phases ?? []).map(p => p.name))
  return ['presentation.end', ...ends(phases), ...ends(stages.map(s => s.name))]
}

/** "hidden (pyramidal): on target.end": handlers and rules of moments and events that never come, in the words of `apical show`. */
export const neverRun = ({ experiment, pops, projs }: Network): string[] => {
  const moments = [...trainingMoments(experiment), ...ends((experiment.test?.phases ?? []).map(p => p.name))]
  return [...pops.flatMap(p => ofPopulation(p, moments)), ...projs.flatMap(p => ofRule(p, moments))]
}

const ofPopulation = ({ name, model }: Pop, moments: readonly string[]): string[] => {
  const known = [...moments, ...model.events.map(e => e.name)]
  return missing(
    model.handlers.map(h => h.event),
    known,
  ).map(text => `${name} (${model.neuron.name}): ${text}`)
}

const ofRule = ({ name, rule, from, to }: Proj, moments: readonly string[]): string[] => {
  if (!rule) return []
  const events = { pre: eventsOf(from.pop), post: eventsOf(to.pop) }
  const both = (['pre', 'post'] as const).flatMap(side => events[side].map(e => `${side}.${e}`))
  const ofPart = (side: 'pre' | 'post') => missing(eventsOfPart(rule, side), [...moments, ...events[side], ...both])
  return [...missing(Object.keys(rule.on), [...moments, ...both, 'tick']), ...ofPart('pre'), ...ofPart('post')].map(
    text => `${name} (${rule.name}): ${text}`,
  )
}

const eventsOf = ({ model }: Pop): string[] => model.events.map(e => e.name)
const eventsOfPart = (rule: Rule, side: 'pre' | 'post'): string[] =>
  Object.keys((rule[side] as Part | undefined)?.on ?? {})

const missing = (wanted: readonly string[], known: readonly string[]): string[] =>
  [...new Set(wanted)].filter(event => !known.includes(event)).map(event => `on ${event}${near(event, known)}`)

const near = (event: string, known: readonly string[]): string =>
  / \(did you mean .*\)$/.exec(oneOf(event, known))?.[0] ?? ''
