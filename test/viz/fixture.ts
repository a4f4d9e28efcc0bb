/**
 * Run folders for the tests and figures of the viewer: written by the same functions as real runs, filled with invented activity that
 * looks like a network that learns digits. No simulator is needed.
 */
import { column } from '../../src/data/column.ts'
import { embeddedDigits } from '../../src/data/digits.ts'
import { appendScore, createRun, type RunFolder, updateRun } from '../../src/node/folder.ts'
import { writePresentations, writeSpikes, writeTraces, writeWeights } from '../../src/node/recordings.ts'
import type { Shown } from '../../src/node/serve-live.ts'

/** Uniform numbers in [0, 1) from a seed: mulberry32. */
export const uniform = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}

export interface FixtureOptions {
  out: string
  name?: string
  seed?: number
  hidden?: number
  images?: number // recorded per epoch
  epochs?: number
  forward?: number // ticks
  target?: number
  state?: 'done' | 'running'
}

const OUTPUTS = 10

/** A whole run: spikes, voltages, plateaus, images, weights, scores. */
export const makeRun = (options: FixtureOptions): RunFolder => {
  const { out, name = 'mnist-plateau', seed = 3, hidden = 120, images = 8, epochs = 5, state = 'done' } = options
  const run = createRun(out, { name, seed, hash: hashOf(name, seed) }, manifest(hidden))
  writeActivity(run, { hidden, images, epochs, seed, forward: options.forward ?? 80, target: options.target ?? 60 })
  writeAllWeights(run, hidden, epochs, seed)
  for (let epoch = 1; epoch <= epochs; epoch++) appendScore(run, scoreOf(epoch, seed))
  updateRun(run, { state })
  return run
}

const hashOf = (name: string, seed: number): string => {
  let h = seed
  for (const c of name) h = (Math.imul(h, 31) + c.charCodeAt(0)) >>> 0
  return h.toString(16).padStart(8, '0').repeat(8)
}

const pyramidal = {
  basal: { v: 'b + filter(input, memory, kappa)' },
  apical: { v: 'filter(input, memory, kappa)' },
  soma: { v: 'v + dt * (g_b * (basal.v - v) - g_l * v + g_a * (apical.v - v))' },
}

const manifest = (hidden: number) => ({
  dt: 1,
  apical: '0.1.0',
  command: 'apical run mnist-plateau --seed 3',
  backend: 'wasm',
  device: 'fixture, 2 threads',
  dataset: { name: 'embedded digits', source: 'built in', digest: '', train: 60000, test: 10000 },
  populations: [
    {
      name: 'input',
      neuron: 'poisson',
      size: 784,
      shape: [28, 28],
      params: { max: ['200 Hz', 'largest rate'] },
      compartments: ['soma'],
    },
    {
      name: 'hidden',
      neuron: 'pyramidal',
      size: hidden,
      params: {
        g_l: ['0.1 /ms', 'leak'],
        g_b: ['0.6 /ms', 'basal coupling'],
        window: ['20 ms', 'averaging'],
        tau_l: ['10 ms', 'membrane'],
      },
      compartments: ['basal', 'apical', 'soma'],
      equations: pyramidal,
    },
    { name: 'output', neuron: 'readout', size: OUTPUTS, params: {}, compartments: ['basal', 'soma'], equations: {} },
  ],
  projections: [
    { name: 'w1', from: 'input', to: 'hidden.basal', pres: 784, posts: hidden, rule: 'plateau', locality: 'local' },
    { name: 'w2', from: 'hidden', to: 'output.basal', pres: hidden, posts: OUTPUTS, rule: 'delta', locality: 'local' },
    { name: 'feedback', from: 'output', to: 'hidden.apical', pres: OUTPUTS, posts: hidden, locality: 'broadcast' },
  ],
  columns: {
    'hidden.spike': { kind: 'spikes', population: 'hidden', units: hidden },
    'output.spike': { kind: 'spikes', population: 'output', units: OUTPUTS },
    'hidden.plateau': { kind: 'spikes', population: 'hidden', units: hidden },
    'hidden.soma.v': { kind: 'trace', population: 'hidden', units: hidden, unit: '1', every: 1 },
    'hidden.apical.v': { kind: 'trace', population: 'hidden', units: hidden, unit: '1', every: 1 },
    'output.soma.v': { kind: 'trace', population: 'output', units: OUTPUTS, unit: '1', every: 1 },
  },
  experiment: {
    name: 'mnist-plateau',
    projections: [{ name: 'w1', from: 'input', to: 'hidden.basal', rule: { name: 'plateau' } }],
  },
})

const scoreOf = (epoch: number, seed: number) => {
  const noise = uniform(100 * seed + epoch)
  const test = 0.05 + 0.4 * 0.55 ** epoch + 0.02 * noise()
  const train = 0.04 + 0.42 * 0.5 ** epoch + 0.01 * noise()
  const confusion = Array.from({ length: 10 }, (_, label) =>
    Array.from({ length: 10 }, (_, answer) =>
      Math.round(answer === label ? 1000 * (1 - test) : (1000 * test * 2 * noise()) / 9),
    ),
  )
  return {
    epoch,
    tick: epoch * 8_000_000,
    images: 60000,
    trainError: train,
    testError: test,
    losses: { output: 2 * train + 0.1, hidden: 0.8 * train + 0.3 },
    angles: { hidden: 65 + 26 * 0.7 ** epoch + 2 * noise() },
    confusion,
    imagesPerSecond: 410,
  }
}

interface Shape {
  hidden: number
  images: number
  epochs: number
  seed: number
  forward: number
  target: number
}

/** Hidden neuron u prefers the label u mod 10; it settles within some milliseconds of an image. */
const writeActivity = (run: RunFolder, { hidden, images, epochs, seed, forward, target }: Shape): void => {
  const random = uniform(seed)
  const digits = embeddedDigits({ train: 1, test: images })
  const length = forward + target
  const total = images * epochs
  const spikes = { hidden: lists(), output: lists(), plateau: lists() }
  const ticks = Uint32Array.from({ length: total * length }, (_, i) => i)
  const soma = new Float32Array(ticks.length * hidden)
  const apical = new Float32Array(ticks.length * hidden)
  const out = new Float32Array(ticks.length * OUTPUTS)
  const gain = Float32Array.from({ length: hidden }, () => 0.4 + random())
  const answers: number[] = []
  for (let p = 0; p < total; p++) {
    const label = digits.test.labels[p % images]
    const right = random() < 0.6 + (0.35 * (p / images)) / epochs
    const answer = right ? label : Math.floor(10 * random())
    answers.push(answer)
    for (let k = 0; k < length; k++) {
      const t = p * length + k
      const rise = 1 - Math.exp(-k / 12)
      const teaching = k >= forward ? 1 - Math.exp(-(k - forward) / 6) : 0
      for (let u = 0; u < hidden; u++) {
        const fits = u % 10 === label ? 1 : 0.18
        const v = 3.2 * gain[u] * fits * rise - 2.6 + 0.5 * (random() - 0.5)
        soma[t * hidden + u] = v
        apical[t * hidden + u] =
          0.8 * rise * Math.sin(u) + teaching * (u % 10 === label ? 1.4 : -0.5) + 0.2 * (random() - 0.5)
        if (random() < 0.14 / (1 + Math.exp(-1.6 * v))) push(spikes.hidden, t, u)
        if (k === forward - 1 || k === length - 1) push(spikes.plateau, t, u)
      }
      for (let u = 0; u < OUTPUTS; u++) {
        const v = 4 * rise * (u === (teaching > 0 ? label : answer) ? 1 : 0.1) - 2.5 + 0.6 * (random() - 0.5)
        out[t * OUTPUTS + u] = v
        if (random() < 0.2 / (1 + Math.exp(-2 * v))) push(spikes.output, t, u)
      }
    }
  }
  writeSpikes(run, 'hidden.spike', rasterOf(spikes.hidden))
  writeSpikes(run, 'output.spike', rasterOf(spikes.output))
  writeSpikes(run, 'hidden.plateau', rasterOf(spikes.plateau))
  writeTraces(run, 'hidden.soma.v', { tick: ticks, value: soma, unit: '1' })
  writeTraces(run, 'hidden.apical.v', { tick: ticks, value: apical, unit: '1' })
  writeTraces(run, 'output.soma.v', { tick: ticks, value: out, unit: '1' })
  const label = Int32Array.from({ length: total }, (_, p) => digits.test.labels[p % images])
  const image = new Uint8Array(total * 784)
  for (let p = 0; p < total; p++)
    image.set(digits.test.images.subarray((p % images) * 784, ((p % images) + 1) * 784), p * 784)
  writePresentations(run, {
    phases: ['forward', 'target'],
    columns: [
      column(
        'start',
        Uint32Array.from({ length: total }, (_, p) => p * length),
      ),
      column('length', new Uint32Array(total).fill(length)),
      column('during', new Uint8Array(total).fill(1)),
      column(
        'epoch',
        Uint32Array.from({ length: total }, (_, p) => 1 + Math.floor(p / images)),
      ),
      column(
        'sample',
        Uint32Array.from({ length: total }, (_, p) => p % images),
      ),
      column('label', label),
      column('answer', Int32Array.from(answers)),
      column(
        'phase',
        Uint8Array.from({ length: 2 * total }, (_, i) => i % 2),
      ),
      column(
        'phaseStart',
        Uint32Array.from({ length: 2 * total }, (_, i) => Math.floor(i / 2) * length + (i % 2) * forward),
      ),
      column('image', image, [total, 28, 28]),
    ],
  })
}

const lists = () => ({ tick: [] as number[], unit: [] as number[] })
type Lists = ReturnType<typeof lists>
const push = (l: Lists, tick: number, unit: number): void => {
  l.tick.push(tick)
  l.unit.push(unit)
}
export const rasterOf = (l: { tick: readonly number[]; unit: readonly number[] }) => ({
  tick: Uint32Array.from(l.tick),
  unit: Uint32Array.from(l.unit),
})

/** Fields that grow from noise to soft strokes as epochs pass. */
const writeAllWeights = (run: RunFolder, hidden: number, epochs: number, seed: number): void => {
  const random = uniform(7 * seed)
  const noise = Float32Array.from({ length: 784 * hidden }, () => random() - 0.5)
  const centre = Array.from({ length: hidden }, () => [4 + 20 * random(), 4 + 20 * random(), 3.14 * random()])
  for (let epoch = 0; epoch <= epochs; epoch++) {
    const w = Float32Array.from({ length: 784 * hidden }, (_, i) => {
      const [x, y] = [
        (Math.floor(i / hidden) % 28) - centre[i % hidden][0],
        Math.floor(i / hidden / 28) - centre[i % hidden][1],
      ]
      const angle = centre[i % hidden][2]
      const across = x * Math.cos(angle) + y * Math.sin(angle)
      const field = Math.exp(-(x * x + y * y) / 60) * Math.cos(0.7 * across)
      return 0.25 * noise[i] + 0.5 * field * (1 - 0.6 ** epoch)
    })
    writeWeights(run, 'w1', epoch, [column('w', w, [784, hidden])])
  }
  const w2 = Float32Array.from({ length: hidden * OUTPUTS }, () => random() - 0.5)
  writeWeights(run, 'w2', 0, [column('w', w2, [hidden, OUTPUTS])])
  writeWeights(run, 'feedback', 0, [column('w', w2, [OUTPUTS, hidden])])
}

/** A run of spikes only, given exactly: what the pixels are checked against. */
export const makeSpikeRun = (
  out: string,
  name: string,
  units: number,
  raster: { tick: Uint32Array; unit: Uint32Array },
): RunFolder => {
  const run = createRun(
    out,
    { name, seed: 1, hash: hashOf(name, 1) },
    {
      dt: 1,
      populations: [{ name: 'cells', neuron: 'lif', size: units, params: {}, compartments: ['soma'] }],
      projections: [],
      columns: { 'cells.spike': { kind: 'spikes', population: 'cells', units } },
      experiment: {},
    },
  )
  writeSpikes(run, 'cells.spike', raster)
  updateRun(run, { state: 'done' })
  return run
}

/** `count` spikes of `units` neurons, rising in time, about `perTick` a tick. */
export const manySpikes = (count: number, units: number, perTick: number, seed = 1) => {
  const random = uniform(seed)
  const tick = new Uint32Array(count)
  const unit = new Uint32Array(count)
  for (let i = 0; i < count; ) {
    const t = Math.floor(i / perTick)
    const end = Math.min(count, (t + 1) * perTick)
    let u = 0
    for (; i < end; i++) {
      u = Math.min(units - 1, u + Math.floor((2 * random() * units) / perTick))
      tick[i] = t
      unit[i] = u
    }
  }
  return { tick, unit }
}

/** A presentation of 100 ticks as it comes from the simulator. */
export const shown = (spikes: Shown['spikes'], start: number): Shown => ({
  start,
  length: 100,
  during: 'test',
  epoch: 1,
  sample: 0,
  label: 3,
  answer: 5,
  phases: [{ name: 'forward', start }],
  spikes,
})
