/**
 * 10,000 test images of 250 ms each, 784-500-10, spread over the cores: seconds, and one thread against all in the same run. MNIST, or
 * embedded digits where there is none.
 * Run: npx tsx bench/testing.ts [images]
 */
import { availableParallelism } from 'node:os'
import experiment from '../experiments/mnist-plateau.ts'
import { wasmBackend } from '../src/backend/wasm.ts'
import { testPool } from '../src/node/pool.ts'
import { loadDataset } from '../src/node/sources.ts'
import { planExperiment } from '../src/plan/build.ts'
import { loadNetwork, readLearned } from '../src/sim/network.ts'
import { countAt } from './argument.ts'

const IMAGES = countAt(1, 'images', 10_000)
const planned = planExperiment(experiment)
const { test: data, note } = await loadDataset('mnist', { train: 1, test: IMAGES, download: false })
process.stderr.write(`${note}\n`)
const learned = await readLearned(await loadNetwork(wasmBackend(), planned, 1), planned)

const seconds = async (threads: number): Promise<number> => {
  const pool = testPool({ experiment, backend: 'wasm', data, seed: 1, threads, base: '.' }, planned)
  await pool.test(learned, 0, 1) // threads start, engines warm up
  const before = performance.now()
  await pool.test(learned, 1, 1)
  const took = (performance.now() - before) / 1000
  await pool.close()
  return took
}

const threads = availableParallelism()
const [one, all] = [await seconds(1), await seconds(threads)]
console.log(
  JSON.stringify({
    bench: 'testing',
    images: IMAGES,
    threads,
    seconds: { one, all },
    ratio: one / all,
    target: { seconds: 12, threads: 2 },
  }),
)
