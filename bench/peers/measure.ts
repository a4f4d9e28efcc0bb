/** Trains the first epoch of an experiment in this process, on one thread, and measures its CPU time. */
import type { Backend } from '../../src/backend/backend.ts'
import type { Dataset } from '../../src/data/dataset.ts'
import { rawSha256 } from '../../src/node/hash.ts'
import { trainingMeter } from '../../src/node/training-meter.ts'
import { planExperiment } from '../../src/plan/build.ts'
import type { Planned } from '../../src/plan/protocol.ts'
import { type Learned, loadNetwork, readLearned } from '../../src/sim/network.ts'
import { runSession, type Score } from '../../src/sim/session.ts'
import type { Experiment } from '../../src/spec/types.ts'

export interface Trained {
  planned: Planned
  before: Learned
  after: Learned
  score: Score
  /** User and system time of training, without the first images. */
  cpuMsPerImage: number
}

/** `skip`: images that are not measured (rounded up to the next chunk of the session). */
export const trained = async (
  backend: Backend,
  experiment: Experiment,
  data: { train: Dataset; test: Dataset },
  skip: number,
): Promise<Trained> => {
  const planned = planExperiment(experiment)
  const machine = await loadNetwork(backend, planned, experiment.seed)
  const before = await readLearned(machine, planned)
  const meter = trainingMeter(undefined, skip)
  meter.begin(0)
  const { score } = await runSession({
    planned,
    machine,
    data,
    seed: experiment.seed,
    epochs: 1,
    hash: rawSha256,
    listener: { chunk: ({ position }) => meter.at(position.image) },
  })
  const after = await readLearned(machine, planned)
  machine.close()
  return { planned, before, after, score: score!, cpuMsPerImage: meter.perImage()! }
}
