/**
 * The network of mnist-plateau (784-500-10, learning online) in apical and in Brian2 (C++ standalone), in one run, each on one
 * thread: the same images in the same order, the same lengths of phases, the same initial weights. CPU ms an image, without the first
 * images, and whether both learned the same. Needs Brian2 (Debian: python3-brian) and g++; without them it says so and ends well.
 * 'default' leaves Brian2's preferences as they are installed: double precision, its own options of the compiler.
 * Run: npx tsx bench/peers/brian2.ts [images] [tuned|default]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import experiment from '../../experiments/mnist-plateau.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { oneOf } from '../../src/errors.ts'
import { loadDataset } from '../../src/node/sources.ts'
import { type Trained, trained } from './measure.ts'
import { rows, writeShared } from './shared.ts'
import { countAt, refuse } from '../argument.ts'

interface Peer {
  cpuMsPerImage: number
  trainError: number
  loss: number
  spikes: Record<string, number> // an image, by population
}

/** A Python that has Brian2; Debian's own first. */
const pythonWithBrian = (): string | undefined =>
  ['/usr/bin/python3', 'python3'].find(python => spawnSync(python, ['-c', 'import brian2']).status === 0)

const isTuned = (): boolean => {
  const kind = process.argv[3] ?? 'tuned'
  if (kind === 'tuned' || kind === 'default') return kind === 'tuned'
  return refuse('kind', oneOf(kind, ['tuned', 'default']), kind)
}

const missing = (): string | undefined => {
  if (pythonWithBrian() === undefined) return 'Brian2 is not installed (Debian: python3-brian)'
  return spawnSync('g++', ['--version']).status === 0 ? undefined : 'there is no g++'
}

/** Trains the peer in `folder`, where the shared files lie. */
const brian = (folder: string): Peer => {
  const program = fileURLToPath(new URL('segregated_dendrites.py', import.meta.url))
  const result = spawnSync(pythonWithBrian()!, [program, folder, join(folder, 'build')], { encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`Brian2 failed:\n${result.stderr.slice(-3000)}`)
  return JSON.parse(result.stdout.trim().split('\n').at(-1)!)
}

const ours = ({ score, cpuMsPerImage, planned }: Trained): Peer => ({
  cpuMsPerImage,
  trainError: score.trainError!,
  loss: score.measures.loss,
  spikes: Object.fromEntries(
    planned.network.pops
      .filter(({ name }) => `${name}.spike` in score.rates)
      .map(({ name, size }) => [name, perImage(score, score.rates[`${name}.spike`] * size)]),
  ),
})

const perImage = (score: Trained['score'], perSecond: number): number => (perSecond * score.tick) / 1000 / score.images

/** How much the changes of two networks that began alike point the same way: correlation over synapses, -1 to 1. */
const correlation = (before: Float32Array, a: Float32Array, b: Float32Array): number => {
  let [ab, aa, bb] = [0, 0, 0]
  before.forEach((w, i) => {
    ab += (a[i] - w) * (b[i] - w)
    aa += (a[i] - w) ** 2
    bb += (b[i] - w) ** 2
  })
  return ab / Math.sqrt(aa * bb)
}

const bias = (t: Trained['before'], population: string) => Float32Array.from(t[`${population}.basal.b`])

const compare = async (folder: string, images: number, tuned: boolean) => {
  const skip = Math.min(1000, images >> 1)
  const data = await loadDataset('mnist', { train: images, test: 1 })
  process.stderr.write(`${data.note}\n`)
  const apical = await trained(wasmBackend(), experiment, data, skip)
  const { planned, before, after } = apical
  const initial = Object.fromEntries(['w1', 'out', 'y1'].map(name => [name, rows(planned, before, name)]))
  const biases = { hidden: bias(before, 'hidden'), output: bias(before, 'output') }
  writeShared(folder, planned, data.train, experiment.seed, { ...initial, ...biases })
  writeFileSync(join(folder, 'facts.json'), JSON.stringify({ images, skip, hidden: 500, eta: 0.21, tuned }))
  const peer = brian(folder)
  const learned = (name: string) => new Float32Array(readFileSync(join(folder, `${name}.after.bin`)).slice().buffer)
  const alike = (name: string) => correlation(initial[name], rows(planned, after, name), learned(name))
  return {
    bench: 'peers/brian2',
    images,
    skip,
    brian2Is: tuned ? 'tuned' : 'as installed',
    apical: ours(apical),
    brian2: peer,
    changesAlike: { w1: alike('w1'), out: alike('out') },
    ratio: peer.cpuMsPerImage / apical.cpuMsPerImage,
  }
}

const why = missing()
if (why) console.log(`skipped: ${why}`)
else {
  const images = countAt(1, 'images', 3000, 100)
  const tuned = isTuned()
  const folder = mkdtempSync(join(tmpdir(), 'apical-peer-'))
  try {
    console.log(JSON.stringify(await compare(folder, images, tuned)))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
