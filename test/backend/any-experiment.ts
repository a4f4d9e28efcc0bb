/** Any experiment on a back end for a few ticks of each of its programs, with random numbers for images. */
import type { Backend } from '../../src/backend/backend.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import type { Experiment } from '../../src/spec/types.ts'
import type { Outcome } from './compare.ts'
import { numbers } from './plans.ts'

/** Every program of the plan in the order of the plan: phases for `ticks` ticks, moments once. */
export const anyExperiment = async (backend: Backend, experiment: Experiment, ticks: number): Promise<Outcome> => {
  const planned = planExperiment(experiment)
  const { plan } = planned
  const machine = await loadNetwork(backend, planned, 1, 0, () => [])
  const names = Object.keys(plan.programs).filter(name => name.endsWith(planned.recorded))
  for (const [i, name] of names.entries()) {
    for (const column of plan.columns)
      if (column.role === 'drive')
        for (let lane = 0; lane < plan.lanes; lane++)
          machine.write(column.name, driven(column.type, numbers(column.size, 10 * i + lane, 0, 1)), lane)
    const { begin, tick } = plan.programs[name]
    if (begin.length + tick.length > 0) machine.advance(name, Array(plan.lanes).fill(ticks))
    else machine.fire(name)
  }
  const logged = await machine.drain()
  const saved = (await machine.save()) as unknown as Outcome['saved']
  machine.close()
  return { saved, logged }
}

/** A fifth of the values are not 0. */
const driven = (type: string, values: Float32Array): Float32Array =>
  values.map(x => (x < 0.8 ? 0 : type === 'i32' ? 1 : x))
