/** What must hold before a run begins or goes on. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DataError, RunError } from '../errors.ts'
import type { Planned, StageProgram } from '../plan/protocol.ts'
import { readsScalar } from '../plan/reads.ts'
import { countedStage } from '../sim/schedule.ts'
import { checkExperiment } from '../spec/check.ts'
import { equation, pairs } from '../spec/model.ts'
import type { Experiment, Rule } from '../spec/types.ts'
import { namesIn } from '../spec/walk.ts'
import type { RunFolder } from './folder.ts'
import { experimentHash, unorderedHash } from './hash.ts'

/** Throws RunError where a run is there already. */
export const checkIsNew = (out: string, path: string): void => {
  if (existsSync(join(path, 'run.json')))
    throw new RunError(
      `this run is there already; go on with it by: apical run ${path} (or use another --seed, or another folder than --out ${out})`,
    )
}

/** The experiment of a run, checked; that it is the one which began the run is known by its hash. */
export const experimentOf = (run: RunFolder): Experiment => {
  const experiment = checkExperiment(run.manifest.experiment)
  if (![experimentHash(experiment), unorderedHash(experiment)].includes(run.manifest.hash))
    throw new DataError(join(run.path, 'run.json'), 'the experiment that its hash names', 'one that was changed')
  return experiment
}

/** What was done at a stage's end cannot be undone. */
export const checkProlongs = ({ stages }: Planned): void => {
  const last = stages.at(-1)
  if (last?.spec.epochs === undefined)
    throw new RunError(
      'this run cannot be prolonged: its last stage counts presentations, not epochs. Begin another with --epochs',
    )
  if (last.end)
    throw new RunError(
      `this run cannot be prolonged: its last stage '${last.spec.name}' has done what '${last.spec.name}.end' does. Begin another with --epochs`,
    )
}

/**
 * `progress` is the part of a stage's epochs that is done: with another total, what was learned so far would have been learned otherwise. Only the
 * stage whose epochs are asked for has another total: what reads `progress` in the stages before it does not mind.
 */
export const checkSameTotal = (planned: Planned, was: number, wanted: number): void => {
  if (was === wanted || !readsProgress(planned, countedStage(planned.stages))) return
  throw new RunError(
    `this run cannot have ${wanted} epochs in place of ${was}: ${readerOf(planned, 'progress')} reads 'progress', the part of all epochs that is done. Begin another with --epochs ${wanted}`,
  )
}

/** Stages within have epochs of their own. */
const readsProgress = ({ plan }: Planned, { phases, begin, presentationEnd, end }: StageProgram): boolean =>
  [begin, ...phases.map(p => p.program), presentationEnd, end].some(
    name =>
      name !== undefined &&
      Object.values(plan.programs[name])
        .flat()
        .some(k => readsScalar(k, 'progress')),
  )

/** The model or rule that reads a name. */
const readerOf = ({ network }: Planned, name: string): string | undefined => {
  const pop = network.pops.find(({ model }) => {
    const assigned = [...Object.values(model.steps), ...model.handlers.map(h => h.assigns)].flat()
    return [...assigned, ...model.events].some(({ expr }) => namesIn(expr).includes(name))
  })
  if (pop) return `the neuron '${pop.model.neuron.name}'`
  const rule = network.projs
    .flatMap(p => (p.rule ? [p.rule] : []))
    .find(r => equationsOf(r).some(e => namesIn(e).includes(name)))
  return rule && `the rule '${rule.name}'`
}

const equationsOf = (rule: Rule) =>
  [rule.on, rule.pre?.on, rule.post?.on, { step: rule.pre?.step }, { step: rule.post?.step }]
    .flatMap(table => Object.values(table ?? {}))
    .flatMap(equations => pairs(equations).map(([name, text]) => equation(text, name)))
