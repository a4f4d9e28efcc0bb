/** Runs an experiment and gathers what its neurons did in their windows. */
import type { Backend } from '../backend/backend.ts'
import type { Dataset } from '../data/dataset.ts'
import { oneOf, SpecError } from '../errors.ts'
import { planExperiment } from '../plan/build.ts'
import type { Planned } from '../plan/protocol.ts'
import type { Experiment, Probe } from '../spec/types.ts'
import type { Sha256 } from './hash.ts'
import { loadNetwork } from './network.ts'
import type { Recorded } from './record.ts'
import { runSession } from './session.ts'

/** One window of one neuron; `truth` where the model has it. */
export interface WindowSeen {
  neuron: number // in its run
  run: number
  drive: number
  reward: number
  spikes: number
  truth?: number
}

export interface EffectOptions {
  backend: Backend
  data?: { train: Dataset; test: Dataset }
  seed?: number
  /** Independent draws of the same seed; default 0. */
  replica?: number
  epochs?: number
  hash: Sha256
  window(window: WindowSeen): void
  /** Told now and then; true stops. */
  stop?(): boolean
}

const columns = ['effect.drive', 'effect.reward', 'effect.spikes', 'truth.effect'] as const

/** Whether a population tells of its windows: an event `close`, and drive, reward and spikes in a compartment `effect`, which receives the reward. */
const hasWindows = (experiment: Experiment, name: string): boolean => {
  const { neuron } = experiment.populations[name]
  const { effect } = neuron.compartments
  if (neuron.events?.close === undefined || effect === undefined) return false
  return effect.input === undefined || isFed(experiment, `${name}.effect`)
}

const withWindows = (experiment: Experiment): string[] =>
  Object.keys(experiment.populations).filter(name => hasWindows(experiment, name))

export const hasAnyWindows = (experiment: Experiment): boolean => withWindows(experiment).length > 0

/** The population whose windows are looked at: `of`, or the only one that has windows. Throws SpecError. */
export const windowsOf = (experiment: Experiment, of?: string): string => {
  const fit = withWindows(experiment)
  if (of === undefined) {
    if (fit.length === 1) return fit[0]
    const what = "one population whose neuron has an event 'close' and a compartment 'effect' (drive, reward, spikes)"
    throw new SpecError('populations', what, fit.length === 0 ? 'none' : fit.join(', '))
  }
  if (!fit.includes(of)) throw new SpecError('--of', `a population with windows: ${oneOf(of, fit)}`, `'${of}'`)
  return of
}

/** Runs the whole experiment; every closed window goes to `window`. Returns the number of neurons of a run and of runs. */
export const eachWindow = async (
  experiment: Experiment,
  population: string,
  options: EffectOptions,
): Promise<{ neurons: number; runs: number; ticks: number }> => {
  const hasTruth =
    experiment.populations[population].neuron.compartments.truth !== undefined &&
    isFed(experiment, `${population}.truth`)
  const probe: Probe = {
    column: `${population}.close`,
    with: hasTruth ? [...columns] : columns.slice(0, 3),
    during: ['train'],
    samples: Number.MAX_SAFE_INTEGER,
  }
  const planned = planExperiment({ ...experiment, probes: [probe] })
  const shape = shapeOf(planned, population)
  const seed = options.seed ?? experiment.seed
  const { replica = 0 } = options
  const machine = await loadNetwork(options.backend, planned, seed, replica)
  const { position } = await runSession({
    planned,
    machine,
    seed,
    replica,
    hash: options.hash,
    ...(options.data ? { data: options.data } : {}),
    ...(options.epochs === undefined ? {} : { epochs: options.epochs }),
    listener: {
      chunk: (_, recorded) => {
        for (const r of recorded) seen(r, population, shape, options.window)
      },
      ...(options.stop ? { stop: options.stop } : {}),
    },
  })
  machine.close()
  return { ...shape, ticks: position.tick }
}

const isFed = ({ projections }: Experiment, target: string): boolean => projections.some(p => p.to === target)

const shapeOf = (planned: Planned, population: string) => {
  const pop = planned.network.pops.find(p => p.name === population)!
  return { neurons: pop.members, runs: pop.groups }
}

/** A closed window is a row of the event and of the columns that are kept with it. */
const seen = (
  r: Recorded,
  population: string,
  { neurons }: { neurons: number },
  tell: EffectOptions['window'],
): void => {
  const { unit } = r.spikes[`${population}.close`]
  const [drive, reward, spikes, truth] = columns.map(c => r.values[`${population}.close`][c])
  for (let k = 0; k < unit.length; k++)
    tell({
      neuron: unit[k] % neurons,
      run: Math.floor(unit[k] / neurons),
      drive: drive[k],
      reward: reward[k],
      spikes: spikes[k],
      ...(truth ? { truth: truth[k] } : {}),
    })
}
