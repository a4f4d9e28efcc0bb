/** From an experiment to a plan: kernels of every phase and moment, pruned; and the protocol that runs them. */
import { SpecError } from '../errors.ts'
import { describe } from '../spec/model.ts'
import type { Experiment, Phase, Stage } from '../spec/types.ts'
import { type Context, newContext } from './context.ts'
import { declareColumns } from './declare.ts'
import { drivesOf, lengthsOf } from './drive.ts'
import { type Frame, momentProgram, phaseProgram } from './frame.ts'
import { activeOnly } from './hoist.ts'
import { answerKernels, measureKernels } from './measures.ts'
import { resolveNetwork } from './network.ts'
import type { Kernel, Plan, Program } from './plan.ts'
import { declareProbes, type Recording } from './probes.ts'
import type { Answer, PhaseProgram, Planned, StageProgram, TestProgram } from './protocol.ts'
import { liveIn, pruned } from './prune.ts'
import { withQuiet } from './quiet.ts'
import { accessOf } from './reads.ts'
import { checkRefresh } from './refresh.ts'

const RECORDED = '!recorded'

interface Building {
  ctx: Context
  recording: Recording
  programs: Map<string, { program: Program; probes: Kernel[] }>
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
  const programs = finish(ctx, made.building)
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

const stage = (building: Building, spec: Stage, id: string, path: string): StageProgram => {
  const phases = spec.phases ?? []
  const frame = frameOf(building, id, path, phases, spec.learn ?? false, 'train')
  const programs = phases.map((phase, i) => phaseOf(building, frame, phase, `${path}.phases[${i}]`))
  const name = spec.name
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
  const program = `${frame.id}.${phase.name}`
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

/** Prunes every program, and makes the recorded variant of each that has probes. */
const finish = (ctx: Context, building: Building): Record<string, Program> => {
  const learned = new Set([...ctx.columns.values()].filter(c => c.role === 'learned').map(c => c.name))
  const finished: Record<string, Program> = {}
  for (const group of ['train', 'test']) {
    const members = [...building.programs].filter(([id]) => id.startsWith(group))
    const withProbes = members.map(([, m]) => ({ ...m.program, tick: [...m.program.tick, ...m.probes] }))
    const all = liveIn(withProbes, learned)
    // A probe's recursions and rings run always, so that a probe cannot change what is computed; its plain lets only when recorded.
    const kept = { columns: new Set([...all.columns].filter(c => !ctx.materialized.has(c))), lists: all.lists }
    const plain = liveIn(
      members.map(([, m]) => m.program),
      learned,
      kept,
    )
    for (const [id, m] of members) {
      finished[id] = prune(ctx, m.program, plain, learned)
      const recordedProgram = { ...m.program, tick: [...m.program.tick, ...m.probes] }
      finished[`${id}${RECORDED}`] = m.probes.length ? prune(ctx, recordedProgram, all, learned) : finished[id]
    }
  }
  return finished
}

const prune = (
  ctx: Context,
  program: Program,
  live: ReturnType<typeof liveIn>,
  learned: ReadonlySet<string>,
): Program => {
  const begin = pruned(program.begin, live, learned)
  const tick = pruned(program.tick, live, learned)
  const end = pruned(program.end, live, learned)
  const steps = tick.map(kernel => activeOnly(ctx, kernel, tick) ?? { step: kernel })
  return {
    begin: [...begin, ...steps.flatMap(s => ('compact' in s ? [s.compact] : []))],
    tick: steps.map((s, _, all) =>
      withQuiet(
        s.step,
        all.map(a => a.step),
      ),
    ),
    end,
  }
}

const usedColumns = (ctx: Context, programs: Record<string, Program>): Plan['columns'] => {
  const used = new Set(['keys', 'scalars'])
  for (const p of Object.values(programs))
    for (const k of [...p.begin, ...p.tick, ...p.end]) {
      const access = accessOf(k)
      for (const c of [...access.reads, ...access.writes]) used.add(c)
    }
  return [...ctx.columns.values()].filter(
    c => used.has(c.name) || c.role === 'state' || c.role === 'weight' || c.role === 'learned',
  )
}

const usedLists = (ctx: Context, programs: Record<string, Program>): Plan['lists'] => {
  const used = new Set<string>()
  for (const p of Object.values(programs))
    for (const k of [...p.begin, ...p.tick, ...p.end]) {
      const access = accessOf(k)
      for (const l of [...access.readsLists, ...access.writesLists]) used.add(l)
    }
  return [...ctx.lists.values()].filter(l => used.has(l.name))
}
