/** An experiment as text for people: who is connected with whom, and what is done with them. */
import { planExperiment } from '../plan/build.ts'
import { type Locality, localityOf } from '../plan/locality.ts'
import { neverRun } from '../plan/moment-names.ts'
import type { Pop, Proj } from '../plan/network.ts'
import type { Plan } from '../plan/plan.ts'
import type { Experiment, Lasts, Phase, Stage } from '../spec/types.ts'

export const experimentText = (experiment: Experiment): string[] => {
  const { network, plan } = planExperiment(experiment)
  const locality = localityOf({ network })
  const { name, about, seed, dt, dataset, train, test, measures = {} } = experiment
  return [
    `${name} (experiment): ${about}`,
    `seed ${seed}, dt ${dt}${network.lanes > 1 ? `, ${network.lanes} lanes` : ''}${dataset ? `, data set ${dataset.name}` : ''}`,
    '',
    'populations',
    ...network.pops.map(p => populationText(p, skipsSilent(plan, p.name))),
    'projections',
    ...network.projs.map(p => projectionText(p, locality.rules[p.name])),
    `locality: ${localityText(locality.experiment)}`,
    'training',
    ...train.flatMap(s => stageText(s, '  ')),
    ...(test
      ? [
          `test every ${test.every}, cleared each ${test.clear}`,
          ...test.phases.map(p => phaseText(p, '  ')),
          `  answer: ${test.answer.score} of ${test.answer.of}`,
        ]
      : []),
    ...(Object.keys(measures).length > 0 ? [`measures: ${Object.keys(measures).join(', ')}`] : []),
    ...neverText(neverRun(network)),
    `state: ${plan.columns.length} columns, ${plan.columns.reduce((sum, c) => sum + c.size * c.slots, 0).toLocaleString('en')} numbers`,
  ]
}

/** A handler of a moment that the experiment lacks is no mistake, but may be a misspelt one. */
const neverText = (never: string[]): string[] =>
  never.length > 0 ? ['never runs here', ...never.map(text => `  ${text}`)] : []

const settings = (set: object | undefined): string =>
  Object.entries(set ?? {})
    .map(([name, value]) => `, ${name} ${Array.isArray(value) ? `${value.length} values` : value}`)
    .join('')

/** Whether the plan lets a back end pass over silent units, in some phase at least. */
const skipsSilent = (plan: Plan, population: string): boolean =>
  Object.values(plan.programs).some(p => p.tick.some(k => k.verb === 'step' && k.name === population && k.quiet))

const populationText = ({ name, size, shape, spec }: Pop, skips: boolean): string =>
  `  ${name}: ${size} ${spec.neuron.name}${shape ? ` (${shape.join(' x ')})` : ''}${settings(spec.set)}${skips ? '; silent units are skipped' : ''}`

/** The class, and what makes it so. */
const localityText = (l: Locality): string => (l.why ? `${l.class} (${l.why})` : l.class)

const projectionText = ({ name, from, to, delay, rule, spec }: Proj, locality: Locality | undefined): string => {
  const source = [from.pop.name, from.event === 'spike' ? undefined : (from.event ?? from.column)]
    .filter(Boolean)
    .join('.')
  const how =
    spec.connect === undefined
      ? ''
      : `, ${typeof spec.connect === 'string' ? spec.connect : JSON.stringify(spec.connect)}`
  const learning = rule
    ? `, learns by ${rule.name}${settings(spec.set)}${locality ? `; ${localityText(locality)}` : ''}`
    : ', fixed'
  return `  ${name}: ${source} -> ${to.pop.name}.${to.compartment}${how}${delay === undefined ? '' : `, delay ${delay} ticks`}${learning}`
}

const count = ({ epochs, images, presentations }: Stage): string =>
  [
    [epochs, 'epochs'],
    [images, 'images'],
    [presentations, 'presentations'],
  ]
    .flatMap(([n, what]) => (n === undefined ? [] : [`${n} ${what}`]))
    .join(' of ') || 'once'

const stageText = (stage: Stage, space: string): string[] => [
  `${space}${stage.name ? `${stage.name}: ` : ''}${count(stage)}${stage.learn ? ', learning' : ''}${stage.clear ? `, cleared each ${stage.clear}` : ''}`,
  ...(stage.phases ?? []).map(p => phaseText(p, `${space}  `)),
  ...(stage.stages ?? []).flatMap(s => stageText(s, `${space}  `)),
]

const lastsText = (lasts: Lasts): string =>
  typeof lasts === 'object'
    ? `${lasts.base} + Wald(${lasts.wald.join(', ')}) ms`
    : typeof lasts === 'number'
      ? `${lasts} ms`
      : lasts

const phaseText = ({ name, lasts, order, each, drive = {} }: Phase, space: string): string => {
  const drives = Object.entries(drive).map(
    ([column, what]) => `${column} = ${typeof what === 'object' ? JSON.stringify(what) : what}`,
  )
  return `${space}phase ${name}: ${lastsText(lasts)}${each ? `, for each ${each}` : ''}${order ? `, order ${order.join(', ')}` : ''}${drives.length > 0 ? `; ${drives.join(', ')}` : ''}`
}
