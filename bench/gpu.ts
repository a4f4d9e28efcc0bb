/**
 * Training on a graphics card: images a second for numbers of lanes and of replicas, in one dispatch a phase (fused) and in one a
 * kernel and tick (plain), the two in turns, beside gpu.js and wasm on all cores in the same run. Self-contained: random pixels, no
 * data set.
 * Run: npx tsx bench/gpu.ts            prints a table; a copy with the numbers as JSON goes to bench/results/
 * Where there is no card it runs small in software, and the rows for hardware say 'not measured'.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { gpujsBackend } from '../src/backend/gpujs.ts'
import { wasmBackend } from '../src/backend/wasm.ts'
import type { Gpu } from '../src/backend/webgpu.ts'
import { nodeGpu } from '../src/node/gpu.ts'
import { type Ceilings, ceilings, type Work, workOf } from './gpu-ceilings.ts'
import { countCpu, onCore, onGpu, planned, type Row, TICKS, type Timed } from './gpu-network.ts'

const LANES = [1, 16, 64, 256, 1024]
const REPLICAS = [1, 16, 256, 1024]
/** More than this in software takes minutes a row. */
const MOST_IN_SOFTWARE = 16
/** Batches of each form of which the least counts. */
const TURNS = { software: 6, card: 5 }

const printed: string[] = []
const print = (text: string): void => {
  printed.push(text)
  console.log(text)
}

/** wasm, a process for each core, all at the same time. */
const onAllCores = async (hidden: number): Promise<number> => {
  const each = cpus().map(() => fork(fileURLToPath(import.meta.url), ['core', String(hidden)]))
  const answers = each.map(
    (child: ChildProcess) => new Promise<number>(done => child.once('message', m => done(Number(m)))),
  )
  return (await Promise.all(answers)).reduce((a, b) => a + b, 0)
}

const line = (cells: readonly string[]) => print(`| ${cells.join(' | ')} |`)

const phasesText = (phases: Timed['phases']): string =>
  Object.entries(phases)
    .map(([name, ms]) => `${name} ${ms.toFixed(1)}`)
    .join(', ')

/** Share of what the card can do, of memory and of arithmetic. Without a card there is nothing to compare with. */
const shares = (rate: number, work: Work, ceiling: Ceilings | undefined): string[] =>
  ceiling
    ? [(rate * work.bytes) / ceiling.bytes, (rate * work.operations) / ceiling.operations].map(x => x.toPrecision(2))
    : ['not measured', 'not measured']

const rowLine = ({ what, hidden, fused, plain }: Row, ceiling: Ceilings | undefined, lanes: number): void => {
  const share = shares(fused.imagesPerSecond, workOf(planned(hidden, 1), TICKS, lanes), ceiling)
  const rates = [fused, plain].map(form => form.imagesPerSecond.toPrecision(3))
  const ratio = (fused.imagesPerSecond / plain.imagesPerSecond).toFixed(2)
  line([what, `784-${hidden}-10`, ...rates, ratio, ...share, phasesText(fused.phases), phasesText(plain.phases)])
}

const others = { wasm: 'wasm, all cores', gpujs: 'gpujs' }

const cases = [
  ...LANES.map(n => ({ what: `lanes ${n}`, lanes: n, replicas: 1 })),
  ...REPLICAS.map(n => ({ what: `replicas ${n}`, lanes: 1, replicas: n })),
]

/** One network, online, elsewhere. */
const elsewhere = async (hidden: number) => {
  const gpujs = await gpujsBackend()
  const rates = {
    wasm: await onAllCores(hidden),
    gpujs: (await onCore(gpujs, hidden, 1)).imagesPerSecond,
  }
  for (const [name, rate] of Object.entries(rates)) {
    const device = name === 'gpujs' ? ` (${gpujs.device.split(';')[0]})` : ''
    line([others[name as 'wasm'] + device, `784-${hidden}-10`, rate.toPrecision(3), '', '', '', '', '', ''])
  }
  return { hidden, ...rates }
}

/** Every row of one network. */
const measured = async (gpu: Gpu, hidden: number, ceiling: Ceilings | undefined): Promise<Row[]> => {
  const rows: Row[] = []
  for (const { what, lanes, replicas } of cases) {
    const small = lanes * replicas <= MOST_IN_SOFTWARE
    if (gpu.software && !small) line([what, `784-${hidden}-10`, ...Array(5).fill('not measured'), '', ''])
    else {
      const row = await onGpu(gpu, hidden, what, lanes, replicas, gpu.software ? TURNS.software : TURNS.card)
      rows.push(row)
      rowLine(row, ceiling, lanes)
    }
  }
  return rows
}

const main = async () => {
  const gpu = await nodeGpu()
  countCpu(gpu.software)
  const date = new Date().toISOString().slice(0, 10)
  print(`${gpu.name}, ${cpus().length} cores (${cpus()[0].model}), ${date}`)
  const ceiling = gpu.software ? undefined : await ceilings(gpu.device)
  print(
    ceiling
      ? `copy ${(ceiling.bytes / 1e9).toFixed(0)} GB/s, float ${(ceiling.operations / 1e12).toFixed(1)} Tflop/s\n`
      : 'no graphics card here: small, in software, times of a core; rows for hardware are not measured\n',
  )
  const times = `ms of a phase of ${TICKS} ticks`
  line([
    'what',
    'network',
    'fused, images/s',
    'plain',
    'ratio',
    'of memory',
    'of arithmetic',
    `fused, ${times}`,
    'plain',
  ])
  line(Array(9).fill('---'))
  const rows: Row[] = []
  const beside: Awaited<ReturnType<typeof elsewhere>>[] = []
  for (const hidden of gpu.software ? [20, 500] : [500]) {
    beside.push(await elsewhere(hidden))
    rows.push(...(await measured(gpu, hidden, ceiling)))
  }
  print(`\nload of the machine over the last quarter of an hour: ${loadavg()[2].toFixed(1)}`)
  print(`\n${JSON.stringify({ bench: 'gpu', device: gpu.name, software: gpu.software, rows, beside, ceiling })}`)
  const folder = fileURLToPath(new URL('./results/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  const name = `gpu-${gpu.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '')}-${date}.md`
  writeFileSync(`${folder}${name}`, `${printed.join('\n')}\n`)
  process.exit(0)
}

if (process.argv[2] === 'core') {
  const { imagesPerSecond } = await onCore(wasmBackend(), Number(process.argv[3]))
  process.send!(imagesPerSecond, () => process.exit(0))
} else await main()
