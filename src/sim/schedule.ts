/** The order of work of a run: epochs of stages, laid in a line, so that a place in it is one number. */
import { SpecError } from '../errors.ts'
import type { StageProgram } from '../plan/protocol.ts'

export interface Work {
  stage: StageProgram
  epoch: number // within the stage, from 0
  epochs: number
  first: boolean // of the stage
  last: boolean
}

/** `epochs`, where given, is the total of the last stage that counts epochs. */
export const scheduleOf = (stages: StageProgram[], epochs?: number): Work[] => {
  if (epochs !== undefined && (!Number.isInteger(epochs) || epochs < 1))
    throw new SpecError('epochs', 'a whole number from 1', String(epochs))
  const counted = countedStage(stages)
  const total = stages.reduce((sum, stage) => sum + countOf(stage, stage === counted ? epochs : undefined), 0)
  if (total > most) throw new SpecError('epochs', `at most ${most} in all stages together`, String(total))
  return stages.flatMap(stage => workOf(stage, stage === counted ? epochs : undefined))
}

/** The stage whose epochs a user counts: the last that has a number of them. */
export const countedStage = (stages: StageProgram[]): StageProgram =>
  stages.filter(s => s.spec.epochs !== undefined).at(-1) ?? stages[stages.length - 1]

/** The order of work is held in memory. */
const most = 1e6

/** Epochs of a stage and of those within it, before any is laid out. */
const countOf = ({ spec, phases, stages }: StageProgram, epochs = spec.epochs ?? 1): number =>
  epochs * (stages.reduce((sum, s) => sum + countOf(s), 0) + (phases.length ? 1 : 0))

const workOf = (stage: StageProgram, epochs: number | undefined): Work[] => {
  const n = epochs ?? stage.spec.epochs ?? 1
  if (!Number.isInteger(n) || n < 1) throw new SpecError(`${stage.id}.epochs`, 'a whole number from 1', String(n))
  const own = (epoch: number): Work[] => [{ stage, epoch, epochs: n, first: epoch === 0, last: epoch === n - 1 }]
  return Array.from({ length: n }, (_, epoch) => [
    ...(stage.phases.length ? own(epoch) : []),
    ...stage.stages.flatMap(s => workOf(s, undefined)),
  ]).flat()
}
