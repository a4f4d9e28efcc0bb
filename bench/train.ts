/**
 * Training of 784-500-10 with segregated dendrites, one image after another, on one thread: milliseconds of CPU (user and system) an
 * image after the first 1,000, and wasm against js on the same images in the same process. MNIST, or embedded digits where there is none.
 * Run: npx tsx bench/train.ts [images]
 */
import experiment from '../experiments/mnist-plateau.ts'
import { jsBackend } from '../src/backend/js.ts'
import { wasmBackend } from '../src/backend/wasm.ts'
import { loadDataset } from '../src/node/sources.ts'
import { countAt } from './argument.ts'
import { trained } from './peers/measure.ts'

const IMAGES = countAt(1, 'images', 6000, 1001)
/** js is slow: both back ends are compared on so many images, without the first hundred. */
const COMPARED = 400
const TARGET = { cpuMsPerImage: 0.5, ratio: 8 }

const images = await loadDataset('mnist', { train: IMAGES, test: 1, download: false })
const few = await loadDataset('mnist', { train: COMPARED, test: 1, download: false })
process.stderr.write(`${images.note}\n`)
const long = await trained(wasmBackend(), experiment, images, 1000)
const wasm = await trained(wasmBackend(), experiment, few, 100)
const js = await trained(jsBackend(), experiment, few, 100)
console.log(
  JSON.stringify({
    bench: 'train',
    images: IMAGES,
    cpuMsPerImage: long.cpuMsPerImage,
    compared: {
      images: COMPARED,
      js: js.cpuMsPerImage,
      wasm: wasm.cpuMsPerImage,
      same: js.score.digest === wasm.score.digest,
    },
    ratio: js.cpuMsPerImage / wasm.cpuMsPerImage,
    target: TARGET,
  }),
)
