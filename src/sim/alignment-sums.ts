/** Feedback weights of several networks with one set of forward weights and draws of their own: what they have summed up is added. */
import type { Backend, Machine } from '../backend/backend.ts'
import type { Dataset } from '../data/dataset.ts'
import { SpecError } from '../errors.ts'
import { planExperiment } from '../plan/build.ts'
import { keysOf } from '../plan/initial.ts'
import type { Planned, StageProgram } from '../plan/protocol.ts'
import { sumsOf } from '../plan/sums.ts'
import type { Experiment } from '../spec/types.ts'
import { type Aligned, alignmentOf, feedbackOf } from './alignment.ts'
import type { Sha256 } from './hash.ts'
import { type Learned, loadNetwork, readLearned, writeLearned } from './network.ts'
import { runSession } from './session.ts'

/** What all replicas have in common: plain data. */
export interface AlignmentTask {
  experiment: Experiment
  data?: { train: Dataset; test: Dataset }
  epochs?: number
}

export interface AlignmentSums {
  /** Columns of the replica that are sums. */
  sums: Learned
  /** Simulated. */
  seconds: number
}

/** Throws SpecError where something else learns too, so that replicas do not stay copies of one network. */
export const checkReplicable = (planned: Planned): void => {
  const feedback = new Set(feedbackOf(planned).map(f => f.feedback))
  const other = planned.network.projs.find(p => p.rule && !feedback.has(p.name))
  if (other)
    throw new SpecError('--replicas', '1 where other weights than feedback weights learn', `a rule of '${other.name}'`)
}

const columnsOf = (planned: Planned): string[] =>
  feedbackOf(planned).flatMap(({ feedback }) => {
    const sums = sumsOf(planned.network.projs.find(p => p.name === feedback)!)
    return 'columns' in sums ? sums.columns : []
  })

/** The network of replica 0, but for the draws. */
const load = async (planned: Planned, backend: Backend, seed: number, replica: number): Promise<Machine> => {
  const machine = await loadNetwork(backend, planned, seed)
  if (planned.plan.streams.length > 0) machine.write('keys', keysOf(planned.plan.streams, seed, replica))
  return machine
}

/** Runs one replica. */
export const gatherAlignment = async (
  { experiment, data, epochs }: AlignmentTask,
  { backend, hash, replica }: { backend: Backend; hash: Sha256; replica: number },
): Promise<AlignmentSums> => {
  const planned = planExperiment(experiment)
  const { seed } = experiment
  const machine = await load(planned, backend, seed, replica)
  const rest = { ...(data ? { data } : {}), ...(epochs === undefined ? {} : { epochs }) }
  const { position } = await runSession({ planned, machine, seed, replica, hash, listener: {}, ...rest })
  const learned = await readLearned(machine, planned)
  machine.close()
  const sums = Object.fromEntries(columnsOf(planned).map(name => [name, learned[name]]))
  return { sums, seconds: (position.tick * planned.plan.dt) / 1000 }
}

/** The agreement that all of them together have reached. Added in the order given. */
export const mergedAlignment = async (
  planned: Planned,
  backend: Backend,
  seed: number,
  each: readonly AlignmentSums[],
): Promise<Aligned[]> => {
  const machine = await load(planned, backend, seed, 0)
  writeLearned(machine, Object.fromEntries(columnsOf(planned).map(name => [name, added(each.map(e => e.sums[name]))])))
  for (const program of lastMoments(planned.stages)) machine.fire(program)
  const learned = await readLearned(machine, planned)
  machine.close()
  return alignmentOf(planned, learned).map(a => {
    const { rule, ...proj } = planned.network.projs.find(p => p.name === a.feedback)!
    const sums = sumsOf({ ...proj, rule })
    if ('columns' in sums) return a
    const reason = `'${rule!.name}' learns no sums that add up ('${sums.not}' depends on what it was): share it among --set lanes=<n>`
    return { ...a, sign: null, cosine: null, reason }
  })
}

const added = (columns: readonly Learned[string][]): Float32Array => {
  const sum = new Float32Array(columns[0].length)
  for (const column of columns) for (let k = 0; k < sum.length; k++) sum[k] += column[k]
  return sum
}

/** Where sums become weights: the end of the last stage, or of its presentations. */
const lastMoments = (stages: readonly StageProgram[]): string[] => {
  const last = stages.at(-1)!
  return last.stages.length > 0
    ? lastMoments(last.stages)
    : [last.presentationEnd, last.end].filter(p => p !== undefined)
}
