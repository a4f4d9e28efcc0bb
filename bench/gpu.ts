/**
 * Training on a graphics card: images a second for numbers of lanes and of replicas, in one dispatch a phase (fused) and in one a
 * kernel and tick (plain), against wasm on all cores in the same run. Self-contained: random pixels, no data set.
 * Run: npx tsx bench/gpu.ts            prints a table, and as its last line the same as JSON
 * Where there is no card it runs small in software, and the rows for hardware say 'not measured'.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { dendrites } from '../experiments/parts/dendrites.ts'
import type { Backend } from '../src/backend/backend.ts'
import { wasmBackend } from '../src/backend/wasm.ts'
import { type Form, type Gpu, type Replicas, webgpuBackend } from '../src/backend/webgpu.ts'
import { nodeGpu } from '../src/node/gpu.ts'
import { planExperiment } from '../src/plan/build.ts'
import type { Planned } from '../src/plan/protocol.ts'
import { loadNetwork, withInitialValues } from '../src/sim/network.ts'
import { experiment } from '../src/spec/define.ts'
import { ceilings } from './gpu-ceilings.ts'

/**
 * Milliseconds: on a card of the clock; in software of all cores together, so that other work of the machine does not count. An
 * image a second of software is thus one of a core.
 */
let software = false
const milliseconds = (): number => {
  if (!software) return performance.now()
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Ticks of a phase: 50 and the mean of the Wald draw. */
const TICKS = 52
const PIXELS = 784
const BRIGHT = 150

const planned = (hidden: number, lanes: number): Planned =>
  planExperiment({
    ...experiment({
      name: 'bench',
      about: `784-${hidden}-10`,
      seed: 1,
      dataset: { name: 'mnist' },
      ...dendrites({ hidden: [{ name: 'hidden', size: hidden, eta: 0.21 }], etaOut: 0.21 }),
    }),
    lanes,
  })

/** Pixels from 0.2 to 1, spread over the image; the others are black. */
const image = (number: number): Float32Array => {
  const out = new Float32Array(PIXELS)
  for (let i = 0; i < BRIGHT; i++) out[(i * 5 + number * 17) % PIXELS] = 0.2 + (0.8 * ((i * 37) % BRIGHT)) / BRIGHT
  return out
}

const label = (number: number) => Float32Array.from({ length: 10 }, (_, i) => (i === number % 10 ? 1 : 0))

/** What a group of replicas and a single machine have in common here. */
interface Trained {
  write(column: string, values: ArrayLike<number>, lane: number): void
  clock(lane: number, given: { presentation: number; tick: number }): void
  advance(program: string, lengths: number[]): void
  fire(program: string): void
  drain(): Promise<unknown>
}

const asOne = (set: Replicas): Trained => ({
  write: (column, values, lane) => set.write(column, values, undefined, lane),
  clock: (lane, given) => {
    for (let replica = 0; replica < set.count; replica++) set.clock(replica, lane, given)
  },
  advance: set.advance,
  fire: set.fire,
  drain: set.drain,
})

/** Milliseconds of one batch, and of each of its phases: the best of `repetitions`, after one to warm up. */
const batch = async (machine: Trained, { stages, network }: Planned, repetitions: number) => {
  const best: Record<string, number> = {}
  for (let repetition = 0; repetition <= repetitions; repetition++) {
    for (let lane = 0; lane < network.lanes; lane++) {
      machine.clock(lane, { presentation: repetition * network.lanes + lane, tick: 0 })
      machine.write('input.soma.x', image(lane), lane)
      machine.write('output.soma.label', label(lane), lane)
    }
    await machine.drain()
    const timed = async (name: string, run: () => void) => {
      const start = milliseconds()
      run()
      await machine.drain()
      const ms = milliseconds() - start
      if (repetition > 0) best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, ms)
    }
    const length = (name: string) => Array<number>(network.lanes).fill(name === 'check' ? 1 : TICKS)
    for (const { name, program } of stages[0].phases) await timed(name, () => machine.advance(program, length(name)))
    await timed('end', () => machine.fire(stages[0].presentationEnd!))
  }
  return { phases: best, ms: Object.values(best).reduce((a, b) => a + b, 0) }
}

interface Row {
  what: string
  form: string
  hidden: number
  imagesPerSecond: number
  phases: Record<string, number>
}

const onGpu = async (gpu: Gpu, form: Form, hidden: number, lanes: number, replicas: number) => {
  const plan = planned(hidden, lanes)
  const backend = webgpuBackend({ gpu, form })
  const set = await backend.loadReplicas(withInitialValues(plan, 1, 0), replicas)
  const { ms, phases } = await batch(asOne(set), plan, gpu.software ? 2 : 5)
  set.close()
  const what = replicas > 1 ? `replicas ${replicas}` : `lanes ${lanes}`
  return { what, form, hidden, imagesPerSecond: (lanes * replicas * 1000) / ms, phases }
}

const onCore = async (backend: Backend, hidden: number): Promise<number> => {
  const plan = planned(hidden, 1)
  const { ms } = await batch(await loadNetwork(backend, plan, 1), plan, 5)
  return 1000 / ms
}

/** wasm, a process for each core, all at the same time. */
const onAllCores = async (hidden: number): Promise<number> => {
  const each = cpus().map(() => fork(fileURLToPath(import.meta.url), ['core', String(hidden)]))
  const answers = each.map(
    (child: ChildProcess) => new Promise<number>(done => child.once('message', m => done(Number(m)))),
  )
  return (await Promise.all(answers)).reduce((a, b) => a + b, 0)
}

const line = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`)

const printed = ({ what, form, hidden, imagesPerSecond, phases }: Row): void =>
  line([
    what,
    form,
    `784-${hidden}-10`,
    imagesPerSecond.toPrecision(3),
    Object.entries(phases)
      .map(([name, ms]) => `${name} ${ms.toFixed(1)}`)
      .join(', '),
  ])

const main = async () => {
  const gpu = await nodeGpu()
  software = gpu.software
  const sizes = gpu.software
    ? { lanes: [1, 16], replicas: [16] }
    : { lanes: [1, 16, 64, 256, 1024], replicas: [16, 256, 1024] }
  const hiddens = gpu.software ? [20, 500] : [500]
  console.log(`${gpu.name}, ${cpus().length} cores (${cpus()[0].model}), ${new Date().toISOString().slice(0, 10)}\n`)
  line(['what', 'form', 'network', 'images/s', `ms of a phase of ${TICKS} ticks`])
  line(['---', '---', '---', '---', '---'])
  const rows: Row[] = []
  const add = (row: Row) => {
    rows.push(row)
    printed(row)
  }
  for (const hidden of hiddens) {
    add({ what: 'wasm, all cores', form: '', hidden, imagesPerSecond: await onAllCores(hidden), phases: {} })
    for (const form of ['fused', 'plain'] as const) {
      for (const lanes of sizes.lanes) add(await onGpu(gpu, form, hidden, lanes, 1))
      for (const replicas of sizes.replicas) add(await onGpu(gpu, form, hidden, 1, replicas))
    }
  }
  const rate = (form: string, hidden: number) =>
    rows.find(r => r.form === form && r.hidden === hidden && r.what === 'lanes 16')!.imagesPerSecond
  const ratios = hiddens.map(hidden => ({ hidden, fusedToPlain: rate('fused', hidden) / rate('plain', hidden) }))
  for (const { hidden, fusedToPlain } of ratios)
    console.log(`\nfused : plain at lanes 16, 784-${hidden}-10: ${fusedToPlain.toFixed(2)}`)
  const ceiling = gpu.software ? undefined : await ceilings(gpu.device)
  console.log(
    ceiling
      ? `\ncopy ${(ceiling.bytes / 1e9).toFixed(0)} GB/s, float ${(ceiling.operations / 1e12).toFixed(1)} Tflop/s`
      : '\nhardware: not measured (no graphics card here)',
  )
  console.log(JSON.stringify({ bench: 'gpu', device: gpu.name, software: gpu.software, rows, ratios, ceiling }))
  process.exit(0)
}

if (process.argv[2] === 'core') {
  process.send!(await onCore(wasmBackend(), Number(process.argv[3])), () => process.exit(0))
} else await main()
