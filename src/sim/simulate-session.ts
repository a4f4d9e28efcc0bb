/** A simulated run from its first network to its end: tests, changes of the experiment between two presentations, readers. */
import { breath } from './breath.ts'
import { chunkOf } from './chunk.ts'
import { portableSha256 } from './hash.ts'
import { lastGood } from './last-good.ts'
import { type LiveNetwork, withValue } from './live-network.ts'
import { type Learned, loadNetwork, readLearned } from './network.ts'
import { type Outcome, type Position, runSession } from './session.ts'
import type { Summary } from './simulate.ts'
import { rest, type State } from './simulate-state.ts'
import { type OwnTester, ownTester } from './tester.ts'

/** The session stops for a change of the experiment and goes on with another network. */
export const session = async (s: State, first: LiveNetwork): Promise<Summary> => {
  let network = first
  let outcome = await runUntilHalt(s, network)
  while (!outcome.finished && !s.stopped) {
    network = await changed(s, network)
    outcome = await runUntilHalt(s, network, outcome.position)
  }
  const learned = await readLearned(network.machine, network.planned)
  network.machine.close()
  const { finished, position, score } = outcome
  return { finished, position, learned, ...(score ? { score } : {}) }
}

const runUntilHalt = async (
  s: State,
  { experiment, planned, machine }: LiveNetwork,
  position?: Position,
): Promise<Outcome> => {
  const { data, epochs, hash = portableSha256 } = s.options
  const load = () => loadNetwork(s.backend!, planned, experiment.seed, 0, s.options.files)
  const tester =
    planned.test && data
      ? ownTester(planned, { load, data: data.test, seed: experiment.seed, hash, record: () => s.chunks.observed })
      : undefined
  const read = () => readLearned(machine, planned)
  const what = {
    seed: experiment.seed,
    hash,
    ...(data ? { data } : {}),
    ...(epochs === undefined ? {} : { epochs }),
    ...(position ? { position } : {}),
  }
  const good = await lastGood(machine, planned, what)
  const outcome = await runSession({
    ...what,
    planned,
    machine,
    record: () => s.chunks.observed && s.isRecordTime(),
    ...(tester ? { test: whileResting(s, read, tester) } : {}),
    listener: {
      stop: () => s.stopped || s.changes.length > 0,
      gate: () => (s.readers.waiting() ? s.readers.serve(read) : s.gate.ask(planned.plan.lanes)),
      chunk: async (progress, recorded) => {
        if (s.chunks.observed) s.chunks.next(chunkOf(progress, recorded))
        await breath()
        await good.look(progress.position, progress.position.image > 0 && progress.position.image < progress.images)
      },
      epoch: async (score, { position }) => {
        s.scores.next(score)
        await good.keep(position)
      },
      seen: sighting => s.notes.next({ note: 'watch', ...sighting }),
      saturated: saturation => s.notes.next({ note: 'saturated', ...saturation }),
      broken: state => s.notes.next({ note: 'broken', ...state }),
    },
  }).catch(async error => {
    throw await good.explain(error)
  })
  tester?.close()
  return outcome
}

/** Tests on a network of its own, meanwhile the one that is trained can be read. */
const whileResting =
  (s: State, read: () => Promise<Learned>, tester: OwnTester): OwnTester['test'] =>
  async (...given) => {
    rest(s, read)
    const result = await tester.test(...given)
    delete s.atRest
    return result
  }

/** Applies the changes that wait, one by one; the network that goes on. */
const changed = async (s: State, network: LiveNetwork): Promise<LiveNetwork> => {
  let now = network
  for (let change = s.changes.shift(); change; change = s.changes.shift()) {
    const { path, value } = change
    try {
      now = await withValue(s.backend!, now, path, value, s.options.files)
      s.notes.next({ note: 'changed', path, value })
      change.done()
    } catch (error) {
      change.fail(error)
    }
  }
  return now
}
