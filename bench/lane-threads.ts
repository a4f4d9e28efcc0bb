/**
 * Lanes of one network over threads, wasm: seconds of real time for 60,000 images with one thread and with all cores, in turns, and whether both
 * end with the same digest. `mnist-plateau-batch` (784-500-10, dendrites, 256 lanes) and backpropagation (784-500-10, batches of 128).
 * MNIST, or embedded digits where there is none.
 * Run: npx tsx bench/lane-threads.ts [turns]
 */
import { availableParallelism } from 'node:os'
import dendrites from '../experiments/mnist-plateau-batch.ts'
import { rateNetwork } from '../experiments/parts/rate.ts'
import { backprop } from '../experiments/parts/rate-feedback.ts'
import { wasmBackend } from '../src/backend/wasm.ts'
import { rawSha256 } from '../src/node/hash.ts'
import { hireThreads } from '../src/node/lane-threads.ts'
import { loadDataset } from '../src/node/sources.ts'
import { planExperiment } from '../src/plan/build.ts'
import { loadNetwork } from '../src/sim/network.ts'
import { runSession } from '../src/sim/session.ts'
import { experiment } from '../src/spec/define.ts'
import type { Experiment } from '../src/spec/types.ts'
import { countAt } from './argument.ts'

const TURNS = countAt(1, 'turns', 3)
const EPOCH = 60_000
const cases: [name: string, network: Experiment, images: number][] = [
  ['dendrites, 256 lanes', dendrites, 2560],
  ['backprop, 128 lanes', experiment(rateNetwork({ hidden: [500], lanes: 128 }, backprop)), 12_800],
]

/** Real seconds of 60,000 images: the later of two epochs, when everything is compiled. */
const timed = async (network: Experiment, images: number, threads: number) => {
  const planned = planExperiment(network)
  const backend = wasmBackend(threads > 1 ? { crew: { threads, hire: hireThreads } } : {})
  const machine = await loadNetwork(backend, planned, 1)
  const data = await loadDataset('mnist', { train: images, test: 1, download: false })
  let [began, seconds, digest] = [performance.now(), Number.NaN, '']
  const epoch = (score: { digest: string }) => {
    seconds = (performance.now() - began) / 1000
    began = performance.now()
    digest = score.digest
  }
  await runSession({ planned, machine, data, seed: 1, epochs: 2, hash: rawSha256, listener: { epoch } })
  machine.close()
  return { seconds: (seconds * EPOCH) / images, digest }
}

const threads = availableParallelism()
for (const [name, network, images] of cases) {
  const ratios: number[] = []
  const [one, all]: [number[], number[]] = [[], []]
  let same = true
  for (let turn = 0; turn < TURNS; turn++) {
    const [a, b] = [await timed(network, images, 1), await timed(network, images, threads)]
    one.push(a.seconds)
    all.push(b.seconds)
    ratios.push(a.seconds / b.seconds)
    same &&= a.digest === b.digest
  }
  const least = (of: number[]) => Math.min(...of)
  console.log(
    JSON.stringify({
      bench: 'lane-threads',
      name,
      threads,
      oneThread: least(one),
      allThreads: least(all),
      ratios,
      same,
    }),
  )
}
