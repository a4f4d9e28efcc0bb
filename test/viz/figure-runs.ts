/** Run folders for the panels of energy and effects: small real runs, and one with invented scores. */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import plane from '../../experiments/gt-plane.ts'
import { windows } from '../../experiments/parts/rdd-windows.ts'
import known from '../../experiments/rdd-known.ts'
import { linear } from '../../models/neurons/cost.ts'
import { asPublished } from '../../models/neurons/noisy-lif.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { column } from '../../src/data/column.ts'
import { appendScore, createRun, openRun, type RunFolder, updateRun } from '../../src/node/folder.ts'
import { learnedFiles } from '../../src/node/learned-files.ts'
import { describeNetwork } from '../../src/node/manifest.ts'
import { recorder } from '../../src/node/recorder.ts'
import { writeSpikes, writeTraces, writeWeights } from '../../src/node/recordings.ts'
import { scoreRow } from '../../src/node/score-row.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork, readLearned } from '../../src/sim/network.ts'
import { runSession } from '../../src/sim/session.ts'
import { setPath } from '../../src/spec/set-path.ts'
import type { Experiment } from '../../src/spec/types.ts'
import { makeRun, uniform } from './fixture.ts'

export const idOf = (path: string): string => path.split('/').slice(-2).join('/')

/** The folder of a run of an experiment without data. */
export const realRun = async (out: string, experiment: Experiment, hash: string): Promise<RunFolder> => {
  const planned = planExperiment(experiment)
  const machine = await loadNetwork(wasmBackend(), planned, experiment.seed)
  const identity = { name: experiment.name, seed: experiment.seed, hash: hash.repeat(64) }
  const run = createRun(out, identity, { ...describeNetwork(planned), experiment })
  const records = recorder(run, planned, () => 0)
  const initial = await readLearned(machine, planned)
  learnedFiles(run, planned, initial).write(initial, 0)
  await runSession({
    planned,
    machine,
    seed: experiment.seed,
    listener: {
      chunk: (_, recorded) => records.add(recorded),
      epoch: score => appendScore(run, scoreRow(score, planned, undefined)),
    },
  })
  records.flush()
  machine.close()
  updateRun(run, { state: 'done' })
  return run
}

/** Two growth-transform units, 300 steps. */
export const planeRun = (out: string): Promise<RunFolder> =>
  realRun(out, setPath(plane, 'train.0.phases.0.lasts', '300 ticks'), 'a')

/** Two neurons whose spikes give 3 and take 2: 20 runs of 400 windows. */
export const windowsRun = (out: string, hash = 'b'): Promise<RunFolder> =>
  realRun(
    out,
    {
      ...known,
      ...windows({
        weights: [12, 9],
        runs: 20,
        span: 20,
        windows: 400,
        set: { ...asPublished, c: 0.5 },
        each: { ph: [3, -2] },
        cost: linear,
        pay: { sd: 1 },
      }),
    },
    hash,
  )

/** Feedback of two layers that turns towards the forward weights, and what an image costs. */
export const agreementRun = (out: string, seed: number): RunFolder => {
  const { path } = makeRun({ out, name: 'feedback', seed, images: 1, epochs: 1, hidden: 20 })
  const run = openRun(path)
  const random = uniform(seed)
  for (let epoch = 2; epoch <= 6; epoch++) {
    const angle = 90 * 0.7 ** (epoch - 1) + 3 * random()
    const layer = (by: number) => ({ ...agreementAt(angle * by), feedback: 'feedback', forward: 'w2' })
    appendScore(run, {
      epoch,
      testError: 0.2 * 0.8 ** epoch,
      spikesPerTestImage: 1700 + 100 * seed,
      testSpikes: { hidden: 1600 + 100 * seed, output: 100 },
      synapticOperations: 16_000,
      agreement: { hidden: layer(1), first: layer(0.5) },
    })
  }
  for (const [name, shape] of [
    ['w2', [20, 10]],
    ['feedback', [10, 20]],
  ] as const)
    writeWeights(run, name, 6, [
      column(
        'w',
        Float32Array.from({ length: 200 }, (_, i) => Math.sin(i)),
        [...shape],
      ),
    ])
  return run
}

const agreementAt = (angle: number) => {
  const cosine = Math.cos((angle * Math.PI) / 180)
  return { sign: 1 - angle / 180, cosine, angle, self: -100 * cosine, symmetric: 200 - 200 * cosine, sparse: 200 }
}

/** A run whose names are markup, whose sizes cannot be and whose tables hold what is no number. */
export const evilRun = (out: string, markup: string): RunFolder => {
  const run = createRun(
    out,
    { name: 'evil', seed: 1, hash: 'd'.repeat(64) },
    {
      dt: 1,
      populations: [{ name: markup, neuron: markup, size: 1e15, shape: [1, 1e15], params: { q: markup } }],
      projections: [{ name: markup, from: `${markup}.soma.y`, to: `${markup}.drive`, pres: 1e15, posts: 1e15 }],
      columns: {
        [`energy.${markup}`]: { kind: 'measure', population: markup, units: 1e15 },
        [`${markup}.soma.v`]: { kind: 'trace', population: markup, units: 1e15 },
        close: {
          kind: 'spikes',
          population: markup,
          units: 1e15,
          values: ['effect.drive', 'effect.reward', 'effect.spikes', markup],
        },
      },
      experiment: {},
    },
  )
  const odd = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, -1e38)
  const values = { 'effect.drive': odd, 'effect.reward': odd, 'effect.spikes': odd, [markup]: odd }
  writeSpikes(
    run,
    'close',
    { tick: Uint32Array.of(1, 2, 3), unit: Uint32Array.of(0, 7, 4_000_000_000) },
    undefined,
    values,
  )
  writeTraces(run, `energy.${markup}`, { tick: Uint32Array.of(0, 1, 2), value: odd, unit: '1' })
  const ends = { feedback: markup, forward: markup, sign: 'x', angle: 5, self: -1e300 }
  appendScore(run, {
    epoch: 1,
    testError: 0.5,
    spikesPerTestImage: 1e308,
    testSpikes: { [markup]: 5 },
    agreement: { [markup]: ends },
  })
  updateRun(run, { state: 'done' })
  return run
}

/** The same experiment with a shorter test: fewer spikes, more errors. */
export const cheaperRun = (out: string): RunFolder => {
  const run = createRun(
    out,
    { name: 'feedback', seed: 1, hash: 'c'.repeat(64) },
    { dt: 1, populations: [], projections: [], columns: {}, experiment: { name: 'feedback', seed: 1, test: 'short' } },
  )
  const testMeasures = { 'operations.input': 1000, 'operations.hidden': 234 }
  appendScore(run, {
    epoch: 1,
    testError: 0.125,
    spikesPerTestImage: 400,
    testSpikes: { hidden: 390, output: 10 },
    testMeasures,
  })
  appendFileSync(join(run.path, 'scores.jsonl'), '{"epoch":2,"testErr')
  updateRun(run, { state: 'done' })
  return run
}
