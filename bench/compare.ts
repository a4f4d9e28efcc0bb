/**
 * An epoch of backpropagation, 784-500-10, batches of 128, 60,000 images: wasm, in CPU seconds, so that other programs do not count. If
 * python3 with NumPy is there, the same network in float32 on one thread of its BLAS, in the same run, and the ratio.
 * Run: npx tsx bench/compare.ts [images]
 */
import { spawnSync } from 'node:child_process'
import { rateNetwork } from '../experiments/parts/rate.ts'
import { backprop } from '../experiments/parts/rate-feedback.ts'
import { wasmBackend } from '../src/backend/wasm.ts'
import { rawSha256 } from '../src/node/hash.ts'
import { loadDataset } from '../src/node/sources.ts'
import { planExperiment } from '../src/plan/build.ts'
import { loadNetwork } from '../src/sim/network.ts'
import { runSession } from '../src/sim/session.ts'
import { experiment } from '../src/spec/define.ts'
import { countAt } from './argument.ts'

const EPOCH = 60_000
const images = countAt(1, 'images', 12_800, 128)

/** CPU seconds of an epoch: the later half of `images`, when everything is compiled. */
const ours = async (): Promise<number> => {
  const planned = planExperiment(experiment(rateNetwork({ hidden: [500], lanes: 128, epochs: 2 }, backprop)))
  const machine = await loadNetwork(wasmBackend(), planned, 1)
  const data = await loadDataset('mnist', { train: images, test: 128 })
  let start = process.cpuUsage()
  let seconds = Number.NaN
  const epoch = () => {
    const used = process.cpuUsage(start)
    seconds = (used.user + used.system) / 1e6
    start = process.cpuUsage()
  }
  const { note } = data
  await runSession({ planned, machine, data, seed: 1, epochs: 2, hash: rawSha256, listener: { epoch } })
  console.log(`data: ${note}`)
  return (seconds * EPOCH) / (images - (images % 128))
}

const numpy = `
import os
for name in ('OPENBLAS_NUM_THREADS', 'OMP_NUM_THREADS', 'MKL_NUM_THREADS'): os.environ[name] = '1'
import numpy as np, time
r = np.random.default_rng(0); f = np.float32
x = (r.random((12800, 784), dtype=f) * (r.random((12800, 784)) < .19)).astype(f); t = r.integers(0, 10, 12800)
w1 = r.normal(0, .04, (784, 500)).astype(f); w2 = r.normal(0, .06, (500, 10)).astype(f); b1 = np.zeros(500, f); b2 = np.zeros(10, f)
for epoch in range(2):
    start = time.process_time()
    for k in range(0, 12800, 128):
        a = x[k:k + 128]; z = a @ w1 + b1; h = np.maximum(z, 0); o = h @ w2 + b2
        p = np.exp(o - o.max(1, keepdims=True)); p /= p.sum(1, keepdims=True); p[np.arange(128), t[k:k + 128]] -= 1; p /= 128
        d = (p @ w2.T) * (z > 0); w2 -= f(.3) * (h.T @ p); b2 -= f(.3) * p.sum(0); w1 -= f(.3) * (a.T @ d); b1 -= f(.3) * d.sum(0)
print((time.process_time() - start) * 60000 / 12800)
`

const theirs = (): number | undefined => {
  const { status, stdout } = spawnSync('python3', ['-c', numpy], { encoding: 'utf8' })
  return status === 0 ? Number(stdout) : undefined
}

const seconds = await ours()
console.log(
  `apical, wasm: ${seconds.toFixed(2)} s of CPU an epoch of ${EPOCH} images (${(EPOCH / seconds).toFixed(0)} images/s)`,
)
const other = theirs()
if (other === undefined) console.log('NumPy: no python3 with NumPy here')
else console.log(`NumPy, one thread: ${other.toFixed(2)} s; ratio ${(seconds / other).toFixed(2)}`)
