/** Who tests the images of a run: threads, each with a back end of its own, or the back end that is given. */
import type { Chosen } from '../sim/backends.ts'
import { loadNetwork } from '../sim/network.ts'
import { ownTester } from '../sim/tester.ts'
import { rawSha256 } from './hash.ts'
import { type TestPool, testPool } from './pool.ts'
import type { Task } from './run-attempt.ts'
import { weightFiles } from './weight-files.ts'

/** Undefined where the experiment has no test or no data. */
export const testerOf = (task: Task, { backend }: Chosen): TestPool | undefined => {
  const { planned, data, settings, base, replica, hooks } = task
  if (!planned.test || !data) return undefined
  const { experiment } = planned.network
  const { seed } = experiment
  if (typeof settings.backend === 'object') {
    const load = () => loadNetwork(backend, planned, seed, replica, weightFiles(base))
    const own = ownTester(planned, { load, data: data.test, seed, replica, hash: rawSha256, record: () => true })
    return { test: own.test, close: async () => own.close() }
  }
  const { threads = 1 } = settings
  const options = { experiment, backend: backend.name, data: data.test, seed, replica, threads, base }
  return testPool({ ...options, ...(hooks.stop ? { stop: hooks.stop } : {}) }, planned)
}
