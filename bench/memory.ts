/**
 * Resident memory while 784-500-10 trains on 60,000 images: after each 10,000, in megabytes, and by how much it grew over the last 50,000. MNIST,
 * or embedded digits where there is none.
 * Run: npx tsx bench/memory.ts [images]
 */
import experiment from '../experiments/mnist-plateau.ts'
import { wasmBackend } from '../src/backend/wasm.ts'
import { rawSha256 } from '../src/node/hash.ts'
import { loadDataset } from '../src/node/sources.ts'
import { planExperiment } from '../src/plan/build.ts'
import { loadNetwork } from '../src/sim/network.ts'
import { runSession } from '../src/sim/session.ts'
import { countAt } from './argument.ts'

const IMAGES = countAt(1, 'images', 60_000)
const data = await loadDataset('mnist', { train: IMAGES, test: 10_000, download: false })
process.stderr.write(`${data.note}\n`)
const planned = planExperiment(experiment)
const machine = await loadNetwork(wasmBackend(), planned, 1)
const resident: number[] = []
await runSession({
  planned,
  machine,
  data,
  seed: 1,
  epochs: 1,
  hash: rawSha256,
  listener: {
    chunk: ({ position }) => {
      if (position.image < ((resident.length + 1) * IMAGES) / 6) return
      resident.push(Math.round(process.memoryUsage.rss() / 1e6))
    },
  },
})
console.log(
  JSON.stringify({
    bench: 'memory',
    images: IMAGES,
    megabytes: resident,
    largest: Math.max(...resident),
    grown: resident.at(-1)! - resident[0],
    ratio: resident.at(-1)! / resident[0],
    target: 500,
  }),
)
