/** Grows a network by cascade correlation: experiments in turn, each loading what those before have learned. */
import { below, type Cascade, candidateStage, outputStage } from '../../experiments/parts/cascade.ts'
import type { Dataset } from '../../src/data/dataset.ts'
import { hostRandom } from '../../src/lang/random.ts'
import { rawSha256 } from '../../src/node/hash.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { dense } from '../../src/plan/weights-matrix.ts'
import type { Learned } from '../../src/sim/network.ts'
import type { Score } from '../../src/sim/session.ts'
import { simulate } from '../../src/sim/simulate.ts'
import type { Experiment } from '../../src/spec/types.ts'

export interface Growth {
  data: { train: Dataset; test: Dataset }
  most: number // hidden units
  pool: number
  patience: number // epochs without one per cent of improvement that end a training
  epochs: number // at most, of one training
  seed: number
  span?: number
  lanes?: number // by default all samples
}

export interface Grown {
  hidden: number
  epochs: number
  trainError: number
  testError: number
}

type Files = Map<string, ArrayLike<number>>
interface Trained {
  experiment: Experiment
  learned: Learned
  score: Score
}

/** Trains until the measure has not improved for a while. `sign` is 1 where larger is better. */
const train = async (
  experiment: Experiment,
  g: Growth,
  files: Files,
  measure: string,
  sign: 1 | -1,
): Promise<Trained> => {
  const run = simulate(
    { ...experiment, seed: g.seed },
    { data: g.data, epochs: g.epochs, files: name => files.get(name)!, hash: rawSha256 },
  )
  let best = -Infinity
  let since = 0
  run.scores.subscribe(({ measures }) => {
    const value = sign * measures[measure]
    since = value > best + 0.01 * Math.abs(best) || best === -Infinity ? 0 : since + 1
    if (since === 0) best = value
    if (since >= g.patience) run.stop()
  })
  const { learned, score } = await run.done
  return { experiment, learned, score: score! }
}

/** Synaptic values [pre][post] of a projection without padding. */
const values = ({ experiment, learned }: Trained, projection: string, column: string): Float64Array => {
  const layout = planExperiment(experiment).plan.layouts.find(l => l.name === projection)!
  return dense(layout, learned[`${projection}.${column}`])
}

/** Calls `told` with each network, from the one without hidden units on. */
export async function* grow(g: Growth): AsyncGenerator<Grown> {
  const { rows, columns, classes, count } = g.data.train
  const lanes = g.lanes ?? count
  const c: Cascade = { inputs: rows * columns, classes, hidden: 0, lanes, slow: lanes < count, span: g.span ?? 1 }
  const random = hostRandom(g.seed)
  const files: Files = new Map(
    [1, c.inputs].map((n, i) => [
      `out-${below(0)[i]}`,
      Float64Array.from({ length: n * classes }, () => 0.1 * random.normal()),
    ]),
  )
  let epochs = 0
  for (; ; c.hidden++) {
    const outputs = await train(outputStage(c), g, files, 'loss', -1)
    for (const pre of below(c.hidden)) files.set(`out-${pre}`, values(outputs, `out-${pre}`, 'w'))
    epochs += outputs.score.epoch
    const { trainError, testError = Number.NaN } = outputs.score
    yield { hidden: c.hidden, epochs, trainError: trainError!, testError }
    if (trainError === 0 || c.hidden === g.most) return
    const candidates = await train(candidateStage(c, g.pool), { ...g, seed: g.seed + c.hidden }, files, 'score', 1)
    epochs += candidates.score.epoch
    install(candidates, c, g.pool, files)
  }
}

/** The candidate with the largest S stays, with weights to the outputs against the signs of its covariances. */
const install = (candidates: Trained, c: Cascade, pool: number, files: Files): void => {
  const s = values(candidates, 'covariance', 's') // [output][candidate]
  const total = (p: number) =>
    Array.from({ length: c.classes }, (_, o) => Math.abs(s[o * pool + p])).reduce((a, b) => a + b)
  const best = Array.from({ length: pool }, (_, p) => p).reduce((a, p) => (total(p) > total(a) ? p : a))
  const name = `h${c.hidden + 1}`
  for (const pre of below(c.hidden))
    files.set(
      `${name}-${pre}`,
      values(candidates, `pool-${pre}`, 'w').filter((_, k) => k % pool === best),
    )
  files.set(
    `out-${name}`,
    Float64Array.from({ length: c.classes }, (_, o) => -s[o * pool + best] / total(best)),
  )
}
