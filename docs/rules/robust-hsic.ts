/**
 * Trains on upright digits, tests on turned ones: cross-entropy against the dependence of the residual on the image (Greenfeld & Shalit 2020).
 * npx tsx docs/rules/robust-hsic.ts [images an epoch = 20000] [epochs = 5] [seed = 1]
 */
import { type Method, rateNetwork } from '../../experiments/parts/rate.ts'
import { backpropAdam } from '../../experiments/parts/rate-feedback.ts'
import { robustHsic } from '../../experiments/parts/rate-kernel.ts'
import { type Dataset, dataset } from '../../src/data/dataset.ts'
import { rawSha256 } from '../../src/node/hash.ts'
import { loadDataset } from '../../src/node/sources.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { openBackend } from '../../src/sim/backends.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { simulate } from '../../src/sim/simulate.ts'
import { ownTester } from '../../src/sim/tester.ts'
import { experiment } from '../../src/spec/define.ts'

const [train = 20000, epochs = 5, seed = 1] = process.argv.slice(2).map(Number)
const angles = [0, 15, 30, 45, 60]

/** Bilinear, about the centre; outside of the image is black. */
const turned = (data: Dataset, degrees: number): Dataset => {
  const { rows, columns, count } = data
  const images = new Uint8Array(data.images.length)
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  for (let n = 0; n < count; n++) {
    const image = data.images.subarray(n * rows * columns, (n + 1) * rows * columns)
    const at = (y: number, x: number) => (y < 0 || x < 0 || y >= rows || x >= columns ? 0 : image[y * columns + x])
    for (let k = 0; k < rows * columns; k++) {
      const [dy, dx] = [Math.floor(k / columns) - (rows - 1) / 2, (k % columns) - (columns - 1) / 2]
      const [y, x] = [cos * dy + sin * dx + (rows - 1) / 2, cos * dx - sin * dy + (columns - 1) / 2]
      images[n * rows * columns + k] = Math.round(between(at, y, x))
    }
  }
  return dataset({ ...data, name: `${data.name}-${degrees}`, images })
}

const between = (at: (y: number, x: number) => number, y: number, x: number): number => {
  const [top, left] = [Math.floor(y), Math.floor(x)]
  const [down, right] = [y - top, x - left]
  const row = (r: number) => (1 - right) * at(r, left) + right * at(r, left + 1)
  return (1 - down) * row(top) + down * row(top + 1)
}

const data = await loadDataset('mnist', { train, test: 10000 })
const tests = angles.map(angle => turned(data.test, angle))

const errors = async (method: Method): Promise<number[]> => {
  const net = { ...experiment(rateNetwork({ hidden: [500] }, method)), seed, dataset: { name: 'mnist', train } }
  const { learned } = await simulate(net, { data, epochs, hash: rawSha256 }).done
  const planned = planExperiment(net)
  const backend = await openBackend('auto')
  const load = () => loadNetwork(backend, planned, seed)
  const found: number[] = []
  for (const test of tests) {
    const tester = ownTester(planned, { load, data: test, seed, hash: rawSha256, record: () => false })
    const { tally } = await tester.test(learned, 0, epochs)
    tester.close()
    found.push((100 * tally.wrong) / test.count)
  }
  return found
}

console.log(`degrees            ${angles.map(a => String(a).padStart(7)).join('')}`)
for (const method of [{ ...backpropAdam, lanes: 128 }, robustHsic])
  console.log(method.name.padEnd(19) + (await errors(method)).map(e => e.toFixed(2).padStart(7)).join(''))
