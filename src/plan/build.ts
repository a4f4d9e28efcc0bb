/** From an experiment to a plan: kernels of every phase and moment, pruned; and the protocol that runs them. */
import { SpecError } from '../errors.ts'
import { describe } from '../spec/model.ts'
import type { Experiment, Phase, Stage } from '../spec/types.ts'
import { type Context, newContext } from './context.ts'
import { declareColumns } from './declare.ts'
import { drivesOf, lengthsOf } from './drive.ts'
import { energiesOf } from './energies.ts'
import { type Drafts, finish, RECORDED, usedColumns, usedLists } from './finish.ts'
import { type Frame, momentProgram, phaseProgram } from './frame.ts'
import { limitsOf } from './limits.ts'
import { answerKernels, measureKernels } from './measures.ts'
import { resolveNetwork } from './network.ts'
import type { Kernel, Plan } from './plan.ts'
import { declareProbes, type Recording } from './probes.ts'
import type { Answer, PhaseProgram, Planned, StageProgram, TestProgram } from './protocol.ts'
import { checkRefresh } from './refresh.ts'

interface Building extends Drafts {
  ctx: Context
  recording: Recording
}

/** The plan of an experiment. Throws SpecError with the path of what is wrong. */
export const planExperiment = (experiment: Experiment): Planned => {
  const network = resolveNetwork(experiment)
  const ctx = newContext(network)
  const initial = declareColumns(ctx)
  checkRefresh(ctx)
  const recording = declareProbes(ctx)
  // What one kernel needs of the past decides what another must keep: repeat until nothing new is asked for.
  let size = ''
  let made = make(ctx, recording)
  while (size !== sizeOf(ctx)) {
    size = sizeOf(ctx)
    made = make(ctx, recording)
  }
  const programs = finish(ctx, made.building.programs)
  ctx.columns.get('keys')!.size = Math.max(1, ctx.streams.size)
  const plan: Plan = {
    name: experiment.name,
    dt: network.dt,
    lanes: network.lanes,
    columns: usedColumns(ctx, programs),
    lists: usedLists(ctx, programs),
    layouts: [...ctx.layouts.values()],
    programs,
    streams: [...ctx.streams.keys()],
  }
  const learned = plan.columns
    .filter(c => c.role === 'weight' || c.role === 'synapse' || c.role === 'learned')
    .map(c => c.name)
  const used = new Set(plan.columns.map(c => c.name))
  return {
    plan,
    network,
    stages: made.stages,
    test: made.test,
    initial: [...initial, ...[...ctx.values].map(([column, values]) => ({ column, values }))].filter(i =>
      used.has(i.column),
    ),
    digest: recording.digest,
    measures: recording.measures,
    probes: recording.probes,
    watched: recording.watched,
    saturates: recording.saturates,
    limits: limitsOf(ctx),
    energies: energiesOf(ctx),
    learned,
    recorded: RECORDED,
  }
}

const sizeOf = (ctx: Context): string =>
  [
    ctx.columns.size,
    ctx.lists.size,
    ctx.signals.size,
    ctx.recursions.size,
    ctx.materialized.size,
    ctx.dense.size,
    ctx.streams.size,
    ...[...ctx.columns.values()].map(c => c.slots),
    ...[...ctx.lists.values()].map(l => l.slots),
    ...ctx.kept.values(),
  ].join()

interface Made {
  building: Building
  stages: StageProgram[]
  test?: TestProgram
}

const make = (ctx: Context, recording: Recording): Made => {
  const building: Building = { ctx, recording, programs: new Map() }
  const { experiment } = ctx.network
  if (!Array.isArray(experiment.train)) throw new SpecError('train', 'a list of stages', describe(experiment.train))
  const stages = experiment.train.map((s, i) => stage(building, s, `train.${i}`, `train[${i}]`))
  const test = experiment.test && testProgram(building)
  return { building, stages, test }
}

const frameOf = (
  building: Building,
  id: string,
  path: string,
  phases: Phase[],
  learn: boolean,
  during: 'train' | 'test',
): Frame => ({ ctx: building.ctx, id, path, phases, learn, during })

/** The moments of a phase or stage must not be those of presentations. */
const freeName = <T extends string | undefined>(name: T, path: string): T => {
  if (name !== 'presentation') return name
  throw new SpecError(`${path}.name`, "another name than 'presentation', whose end is that of all phases", `'${name}'`)
}

const stage = (building: Building, spec: Stage, id: string, path: string): StageProgram => {
  const phases = spec.phases ?? []
  const frame = frameOf(building, id, path, phases, spec.learn ?? false, 'train')
  const programs = phases.map((phase, i) => phaseOf(building, frame, phase, `${path}.phases[${i}]`))
  const name = freeName(spec.name, path)
  const answer =
    spec.answer && answerOf(building, frame, spec.answer, spec.answer.after ?? phases[0]?.name, `${path}.answer`)
  const measures = measureKernels(building.ctx, building.recording.measures, 'presentation', 'train')
  return {
    id,
    spec,
    phases: programs,
    stages: (spec.stages ?? []).map((s, i) => stage(building, s, `${id}.${i}`, `${path}.stages[${i}]`)),
    presentationEnd: moment(building, frame, `${id}.presentation.end`, 'presentation.end', measures),
    begin: name === undefined ? undefined : moment(building, frame, `${id}.begin`, `${name}.begin`),
    end: name === undefined ? undefined : moment(building, frame, `${id}.end`, `${name}.end`),
    ...(answer ? { answer } : {}),
  }
}

const phaseOf = (building: Building, frame: Frame, phase: Phase, path: string): PhaseProgram => {
  const program = `${frame.id}.${freeName(phase.name, path)}`
  if (building.programs.has(program))
    throw new SpecError(`${path}.name`, 'a name of its own in the stage', `'${phase.name}'`)
  const kernels = phaseProgram(frame, phase, path, building.recording)
  building.programs.set(program, kernels)
  return {
    name: phase.name,
    program,
    lasts: lengthsOf(phase.lasts, building.ctx.network.dt, `${path}.lasts`),
    drives: drivesOf(building.ctx, phase, path),
    ...(phase.each ? { each: phase.each } : {}),
  }
}

/** A program of end kernels only; undefined where nothing happens. */
const moment = (
  building: Building,
  frame: Frame,
  id: string,
  name: string,
  extra: Kernel[] = [],
): string | undefined => {
  const kernels = [...momentProgram(frame, name), ...extra]
  if (kernels.length === 0) return undefined
  building.programs.set(id, { program: { begin: [], tick: [], end: kernels }, probes: [] })
  return id
}

const answerOf = (
  building: Building,
  frame: Frame,
  answer: { of: string; score: string },
  after: string,
  path: string,
): Answer => {
  const program = building.programs.get(`${frame.id}.${after}`)
  if (!program)
    throw new SpecError(
      `${path}.after`,
      `a phase of the stage: ${frame.phases.map(p => p.name).join(', ')}`,
      describe(after),
    )
  const { kernels, answer: made } = answerKernels(building.ctx, answer, `${frame.id}.answer`, after, path)
  program.program.end.push(...kernels)
  return made
}

const testProgram = (building: Building): TestProgram => {
  const spec = building.ctx.network.experiment.test!
  const frame = frameOf(building, 'test', 'test', spec.phases, false, 'test')
  const phases = spec.phases.map((phase, i) => phaseOf(building, frame, phase, `test.phases[${i}]`))
  const answer = answerOf(building, frame, spec.answer, spec.phases.at(-1)!.name, 'test.answer')
  const measures = measureKernels(building.ctx, building.recording.measures, 'presentation', 'test')
  const presentationEnd = moment(building, frame, 'test.presentation.end', 'presentation.end', measures)
  return { spec, phases, answer, ...(presentationEnd ? { presentationEnd } : {}) }
}
