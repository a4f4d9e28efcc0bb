/** The order of work of a run: epochs of stages, laid in a line, so that a place in it is one number. */
import { SpecError } from '../errors.ts'
import type { StageProgram } from '../plan/protocol.ts'

export interface Work {
  stage: StageProgram
  epoch: number // within the stage, from 0
  epochs: number
  last: boolean
  /** What it begins and ends with: of its own stage and of those around it. */
  clears: boolean
  begins: string[] // programs, the outermost first
  ends: string[] // the innermost first
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
  return enclosed(
    stage,
    Array.from({ length: n }, (_, epoch) => epochOf(stage, epoch, n)),
  )
}

const epochOf = (stage: StageProgram, epoch: number, epochs: number): Work[] => {
  const own: Work = { stage, epoch, epochs, last: epoch === epochs - 1, clears: false, begins: [], ends: [] }
  return [...(stage.phases.length ? [own] : []), ...stage.stages.flatMap(s => workOf(s, undefined))]
}

/** The beginning and the end of a stage are those of its first and last work, be it its own or that of a stage within. */
const enclosed = ({ spec, begin, end }: StageProgram, epochs: Work[][]): Work[] => {
  const all = epochs.flat()
  if (all.length === 0) return all
  if (spec.clear === 'epoch') for (const [first] of epochs) first.clears = true
  if (spec.clear === 'stage') all[0].clears = true
  if (begin) all[0].begins.unshift(begin)
  if (end) all.at(-1)!.ends.push(end)
  return all
}
