/** `apical effect` of an experiment whose feedback weights are effects on other neurons: their agreement with the forward weights. */
import { availableParallelism } from 'node:os'
import { SpecError } from '../errors.ts'
import { gatherFeedback } from '../node/effect-threads.ts'
import { rawSha256 } from '../node/hash.ts'
import { planExperiment } from '../plan/build.ts'
import type { Planned } from '../plan/protocol.ts'
import { type Aligned, alignmentOf, feedbackOf } from '../sim/alignment.ts'
import { checkReplicable, mergedAlignment } from '../sim/alignment-sums.ts'
import { openBackend } from '../sim/backends.ts'
import { loadNetwork } from '../sim/network.ts'
import { runSession } from '../sim/session.ts'
import type { Experiment } from '../spec/types.ts'
import { dataForEffect } from './effect-data.ts'
import type { Say } from './say.ts'

export interface AlignmentOptions {
  epochs?: number
  data?: string
  backend: string
  json?: boolean
  replicas?: number
  threads?: number
}

/** A line for each feedback projection after each epoch: share of equal signs, signed cosine, -tr(YW). */
export const alignmentCommand = async (
  experiment: Experiment,
  options: AlignmentOptions,
  say: Say,
): Promise<number> => {
  const planned = planExperiment(experiment)
  if (feedbackOf(planned).length === 0)
    throw new SpecError(
      'experiment',
      "a population whose neuron has an event 'close' and a compartment 'effect', or a feedback projection that learns",
      'neither',
    )
  if ((options.replicas ?? 1) > 1) return merged(experiment, planned, options, say)
  const { seed } = experiment
  const copies = JSON.stringify(experiment.train).includes('"name":"copy"') // weights change only there
  const machine = await loadNetwork(await openBackend(options.backend), planned, seed)
  const data = await dataForEffect(experiment, options.data, say)
  if (!options.json) say.data(header)
  await runSession({
    planned,
    machine,
    seed,
    hash: rawSha256,
    ...(data ? { data } : {}),
    ...(options.epochs === undefined ? {} : { epochs: options.epochs }),
    listener: {
      epoch: async (score, _, learned) => {
        if (copies && score.stage !== 'copy') return
        const seconds = (score.tick * planned.plan.dt) / 1000
        for (const aligned of alignmentOf(planned, await learned()))
          say.data(options.json ? JSON.stringify({ epoch: score.epoch, seconds, ...aligned }) : line(seconds, aligned))
      },
    },
  })
  machine.close()
  return 0
}

/** Replicas side by side: a line for each feedback projection, from the sums of all of them. */
const merged = async (
  experiment: Experiment,
  planned: Planned,
  options: AlignmentOptions,
  say: Say,
): Promise<number> => {
  checkReplicable(planned)
  const { backend, epochs, replicas = 1, threads = availableParallelism() } = options
  const data = await dataForEffect(experiment, options.data, say)
  const task = { experiment, backend, ...(data ? { data } : {}), ...(epochs === undefined ? {} : { epochs }) }
  const each = await gatherFeedback(task, replicas, threads)
  const seconds = each.reduce((sum, e) => sum + e.seconds, 0)
  if (!options.json) say.data(header)
  for (const aligned of await mergedAlignment(planned, await openBackend(backend), experiment.seed, each))
    say.data(options.json ? JSON.stringify({ replicas, seconds, ...aligned }) : line(seconds, aligned))
  return 0
}

const header = `${'seconds'.padStart(9)}  ${'feedback'.padEnd(12)}  ${'forward'.padEnd(12)}  same sign  cosine`

const line = (seconds: number, { feedback, forward, sign, cosine, reason }: Aligned): string =>
  `${seconds.toFixed(1).padStart(9)}  ${feedback.padEnd(12)}  ${forward.padEnd(12)}  ${percent(sign)}  ${number(cosine)}${reason ? `  ${reason}` : ''}`

const percent = (x: number | null): string => (x === null ? '-' : `${(100 * x).toFixed(1)} %`).padStart(9)
const number = (x: number | null): string => (x === null ? '-' : x.toFixed(3)).padStart(6)
