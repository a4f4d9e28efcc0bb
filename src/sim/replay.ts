/**
 * Presentations of a run once more, from its weights, for what was not recorded: the voltages of a few units. Draws are hashes of seed,
 * presentation, tick and unit, so the same spikes come again, bit for bit, whatever else is recorded this time.
 */
import { wasmBackend } from '../backend/wasm.ts'
import { SpecError } from '../errors.ts'
import { planExperiment } from '../plan/build.ts'
import { eachSynapse } from '../plan/connect.ts'
import type { Planned } from '../plan/protocol.ts'
import { checkExperiment } from '../spec/check.ts'
import type { Sha256 } from './hash.ts'
import { type Learned, loadNetwork, writeLearned } from './network.ts'
import { firstPosition } from './position.ts'
import { moved, type Recorded } from './record.ts'
import { imagesOf, mostBytes, type ReplayRequest, type SavedColumn, withProbes } from './replay-request.ts'
import { scheduleOf, type Work } from './schedule.ts'
import { runSession } from './session.ts'
import { testImages } from './test.ts'

export interface Replayed {
  index: number // in `shown`
  recorded: Recorded // its start is 0
  units: Record<string, string> // physical unit by trace column
}

/** Repeats presentations, telling of each as it is done. Throws SpecError, DataError, RunError where the run cannot be repeated. */
export const replay = async (request: ReplayRequest, tell: (replayed: Replayed) => void): Promise<void> => {
  const experiment = withProbes(checkExperiment(request.experiment), request)
  const planned = planExperiment(experiment)
  checkSize(planned)
  const machine = await loadNetwork(wasmBackend(), planned, experiment.seed, request.replica)
  try {
    writeLearned(machine, learnedIn(planned, request.saved))
    const told = (index: number, r: Recorded) => tell({ index, recorded: atZero(r), units: unitsOf(planned, r) })
    if (request.during === 'test') await repeatTest(planned, machine, experiment.seed, request, told)
    else await repeatTraining(planned, machine, experiment.seed, request, told)
  } finally {
    machine.close()
  }
}

type Machine = Awaited<ReturnType<typeof loadNetwork>>
type Told = (index: number, recorded: Recorded) => void

const repeatTest = async (planned: Planned, machine: Machine, seed: number, request: ReplayRequest, tell: Told) => {
  const { test } = planned
  if (!test) throw new SpecError('test', 'a test', 'none')
  const { only, round, epoch, replica, shown } = request
  const data = imagesOf(request, Math.max(...shown.map(s => s.sample)) + 1)
  const show = async (from: number, to: number) => {
    const range = { from, to, round, epoch, seed, replica }
    const { recorded } = await testImages(machine, planned, data, range, noHash)
    for (const [k, r] of recorded.entries()) tell(from + k, r)
  }
  if (test.spec.clear === 'presentation') for (const i of only) await show(i, i + 1)
  else await show(0, shown.length)
}

const repeatTraining = async (planned: Planned, machine: Machine, seed: number, request: ReplayRequest, tell: Told) => {
  const { shown, epoch, epochs, replica, count } = request
  checkBeginning(scheduleOf(planned.stages, epochs)[epoch], epoch, planned.plan.lanes, shown.length)
  const position = { ...firstPosition(request.classes), work: epoch, presentation: request.presentation }
  const train = count > 0 ? imagesOf(request, count) : undefined
  let told = 0
  await runSession({
    planned,
    machine,
    seed,
    replica,
    position,
    ...(epochs === undefined ? {} : { epochs }),
    ...(train ? { data: { train, test: train } } : {}),
    hash: noHash,
    listener: {
      stop: () => position.work > epoch || position.image >= shown.length,
      chunk: (_, recorded) => {
        for (const r of recorded) if (told < shown.length) tell(told++, r)
      },
    },
  })
}

/** The state at the beginning of an epoch is known where it is cleared then, and before the first. */
const checkBeginning = (work: Work | undefined, epoch: number, lanes: number, shown: number): void => {
  if (!work) throw new SpecError('train', 'a stage for each epoch', `no epoch ${epoch + 1}`)
  const { clear, show } = work.stage.spec
  if (epoch > 0 && !(work.clears || clear === 'presentation'))
    throw new SpecError('train', 'a state that is cleared before the epoch', 'one that goes on from the epoch before')
  if (show) throw new SpecError('train.show', 'images as they are in the data set', 'shifted or cropped ones')
  if (shown % lanes !== 0)
    throw new SpecError('lanes', `recordings of all ${lanes} images of a batch`, `${shown % lanes}`)
}

/** Saved tensors as the columns of this plan. */
const learnedIn = (planned: Planned, saved: readonly SavedColumn[]): Learned =>
  Object.fromEntries(
    saved
      .filter(({ name }) => planned.learned.includes(name))
      .map(({ name, values }) => [name, columnOf(planned, name, values)]),
  )

const columnOf = (planned: Planned, name: string, values: SavedColumn['values']): Learned[string] => {
  const column = planned.plan.columns.find(c => c.name === name)!
  const layout = planned.plan.layouts.find(l => l.name === column.layout)
  const expected = layout ? layout.pres * layout.posts : column.size
  if (values.length !== expected) throw new SpecError(name, `${expected} saved values`, `${values.length}`)
  if (!layout) return values
  const elements = new Float32Array(column.size)
  eachSynapse(layout, (pre, post, element) => {
    elements[element] = values[pre * layout.posts + post]
  })
  return elements
}

/** Physical units of the traces. */
const unitsOf = ({ plan }: Planned, { traces }: Recorded): Record<string, string> =>
  Object.fromEntries(plan.columns.filter(c => c.name in traces).map(c => [c.name, c.unit]))

/** A page should not take all of its computer's memory because a file asks for it. Throws SpecError. */
const checkSize = ({ plan: { columns, lanes } }: Planned): void => {
  const bytes = columns.reduce((sum, c) => sum + 4 * c.size * c.slots * (c.perLane ? lanes : 1), 0)
  if (bytes > mostBytes) throw new SpecError('populations', `a network of at most ${mostBytes} bytes`, `${bytes}`)
}

const atZero = (r: Recorded): Recorded => moved(r, -r.start)
const noHash: Sha256 = () => new Uint8Array(32)
