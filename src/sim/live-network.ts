/** The network of a run that goes on, and how a value of its experiment is changed. */
import type { Backend, Machine } from '../backend/backend.ts'
import { SpecError } from '../errors.ts'
import { planExperiment } from '../plan/build.ts'
import type { Proj } from '../plan/network.ts'
import type { Planned } from '../plan/protocol.ts'
import { checkExperiment } from '../spec/check.ts'
import { setPath } from '../spec/set-path.ts'
import type { Experiment } from '../spec/types.ts'
import { type Files, loadNetwork } from './network.ts'

export interface LiveNetwork {
  experiment: Experiment
  planned: Planned
  machine: Machine
}

/**
 * The network with another value at `path`; state, spikes in flight and weights are carried over, but for weights whose initial values are what
 * has changed. The old machine is closed. Throws SpecError, and then the old one is as it was.
 */
export const withValue = async (
  backend: Backend,
  old: LiveNetwork,
  path: string,
  value: unknown,
  files?: Files,
): Promise<LiveNetwork> => {
  const experiment = checkExperiment(setPath(old.experiment, path, value))
  const planned = planExperiment(experiment)
  const machine = await loadNetwork(backend, planned, experiment.seed, 0, files)
  const saved = await old.machine.save()
  const remade = planned.network.projs.flatMap((p, i) =>
    isSame(p, old.planned.network.projs[i]) ? [] : [`${p.name}.w`],
  )
  // Parameters that stand in columns are what may have changed, and the keys of draws: by another seed, or more draws.
  const fresh = await machine.save()
  for (const c of planned.plan.columns)
    if (c.role === 'parameter' || c.name === 'keys' || remade.includes(c.name))
      saved[`column:${c.name}`] = fresh[`column:${c.name}`]
  try {
    machine.restore(saved)
  } catch (error) {
    machine.close()
    throw new SpecError(path, 'a change that leaves the state of the network as it is', (error as Error).message)
  }
  old.machine.close()
  return { experiment, planned, machine }
}

const isSame = (now: Proj, was: Proj | undefined): boolean =>
  JSON.stringify(now.spec.weights) === JSON.stringify(was?.spec.weights)
