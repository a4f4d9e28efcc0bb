/** A run that is watched: at even distances it stops learning, shows some test images, and notes what can be seen of its layers. */
import type { Backend } from '../backend/backend.ts'
import type { Dataset } from '../data/dataset.ts'
import { type Observed, observe } from '../measure/identify/observables.ts'
import { planExperiment } from '../plan/build.ts'
import type { Planned } from '../plan/protocol.ts'
import { dense } from '../plan/weights-matrix.ts'
import type { WatchedLayer } from '../spec/identification.ts'
import type { Experiment } from '../spec/types.ts'
import type { Sha256 } from './hash.ts'
import { type Learned, loadNetwork, readLearned } from './network.ts'
import type { Recorded } from './record.ts'
import { runSession } from './session.ts'
import type { TestResult } from './test.ts'
import { ownTester } from './tester.ts'

export interface Watch {
  layers: readonly WatchedLayer[]
  images: number // training presentations in all
  checkpoints: number
  data: { train: Dataset; test: Dataset } // test: the images on which activity is seen
  backend: Backend
  hash: Sha256
  stop?(): boolean
}

export interface Watched {
  /** [layer][checkpoint] */
  layers: Observed[][]
  testError: number // of the last checkpoint, on the probe images
}

/** Undefined where it was stopped. */
export const watchRun = async (experiment: Experiment, watch: Watch): Promise<Watched | undefined> => {
  const { seed } = experiment
  const planned = planExperiment(inPieces(experiment, watch))
  const load = () => loadNetwork(watch.backend, planned, seed)
  const tester = ownTester(planned, { load, data: watch.data.test, seed, hash: watch.hash, record: () => true })
  const machine = await load()
  const layers: Observed[][] = watch.layers.map(() => [])
  let testError = Number.NaN
  const look = (learned: Learned, { recorded, tally }: TestResult) => {
    watch.layers.forEach((layer, l) => {
      layers[l].push(observed(planned, layer, learned, recorded))
    })
    testError = tally.wrong / tally.answered
  }
  try {
    const before = await readLearned(machine, planned)
    look(before, await tester.test(before, 0, 0))
    const { finished } = await runSession({
      planned,
      machine,
      seed,
      hash: watch.hash,
      data: watch.data,
      test: async (learned, round, epoch) => {
        const result = await tester.test(learned, round + 1, epoch)
        look(learned, result)
        return result
      },
      listener: watch.stop ? { stop: watch.stop } : {},
    })
    return finished ? { layers, testError } : undefined
  } finally {
    machine.close()
    tester.close()
  }
}

/** The experiment with its training cut into epochs of one checkpoint each, and probes of the activities during tests. */
const inPieces = (experiment: Experiment, { layers, images, checkpoints, data }: Watch): Experiment => {
  const epochs = checkpoints - 1
  const [stage, ...rest] = experiment.train
  return {
    ...experiment,
    train: [{ ...stage, epochs, images: Math.floor(images / epochs) }, ...rest],
    probes: layers.map(l => ({ column: l.activity, during: ['test'], samples: data.test.count })),
    measures: {},
  }
}

const observed = (planned: Planned, layer: WatchedLayer, learned: Learned, recorded: readonly Recorded[]): Observed => {
  const { plan, network } = planned
  const column = plan.columns.find(c => c.name === `${layer.weights}.w`)!
  const layout = plan.layouts.find(l => l.name === column.layout)!
  const units = network.pops.find(p => p.name === layer.activity.split('.')[0])!.size
  const activity = new Float64Array(recorded.length * units)
  recorded.forEach((r, image) => {
    activity.set(activityOf(r, layer.activity, units), image * units)
  })
  return observe({ weights: dense(layout, learned[column.name]), posts: units, activity })
}

/** Of each unit: spikes in the presentation, or the last value of its column. */
const activityOf = ({ spikes, traces }: Recorded, column: string, units: number): Float64Array => {
  const out = new Float64Array(units)
  if (spikes[column]) for (const unit of spikes[column].unit) out[unit]++
  else out.set(traces[column].value.subarray(-units))
  return out
}
