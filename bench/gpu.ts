/**
 * Training on a graphics card: images a second for numbers of lanes and of replicas, in one dispatch a phase (fused) and in one a
 * kernel and tick (plain), beside gpu.js and wasm on all cores in the same run. Self-contained: random pixels, no data set.
 * Run: npx tsx bench/gpu.ts            prints a table; a copy with the numbers as JSON goes to bench/results/
 * Where there is no card it runs small in software, and the rows for hardware say 'not measured'.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { gpujsBackend } from '../src/backend/gpujs.ts'
import { wasmBackend } from '../src/backend/wasm.ts'
import type { Gpu } from '../src/backend/webgpu.ts'
import { nodeGpu } from '../src/node/gpu.ts'
import { type Ceilings, ceilings, type Work, workOf } from './gpu-ceilings.ts'
import { countCpu, fusedToPlain, onCore, onGpu, planned, type Row, TICKS } from './gpu-network.ts'

const LANES = [1, 16, 64, 256, 1024]
const REPLICAS = [1, 16, 256, 1024]
/** More than this in software takes minutes a row. */
const MOST_IN_SOFTWARE = 16

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

const phasesText = (phases: Row['phases']): string =>
  Object.entries(phases)
    .map(([name, ms]) => `${name} ${ms.toFixed(1)}`)
    .join(', ')

/** Share of what the card can do, of memory and of arithmetic. Without a card there is nothing to compare with. */
const shares = (rate: number, work: Work, ceiling: Ceilings | undefined): string[] =>
  ceiling
    ? [(rate * work.bytes) / ceiling.bytes, (rate * work.operations) / ceiling.operations].map(x => x.toPrecision(2))
    : ['not measured', 'not measured']

const rowLine = (row: Row, ceiling: Ceilings | undefined, lanes = 1): void => {
  const { what, form, hidden, imagesPerSecond, phases } = row
  const work = workOf(planned(hidden, 1), TICKS, lanes)
  const share = form === '' ? ['', ''] : shares(imagesPerSecond, work, ceiling)
  line([what, form, `784-${hidden}-10`, imagesPerSecond.toPrecision(3), ...share, phasesText(phases)])
}

const cases = [
  ...LANES.map(n => ({ what: `lanes ${n}`, lanes: n, replicas: 1 })),
  ...REPLICAS.map(n => ({ what: `replicas ${n}`, lanes: 1, replicas: n })),
]

/** Every row of one network. */
const measured = async (gpu: Gpu, hidden: number, ceiling: Ceilings | undefined): Promise<Row[]> => {
  const rows: Row[] = []
  const add = (row: Row, lanes = 1) => {
    rows.push(row)
    rowLine(row, ceiling, lanes)
  }
  add({ what: 'wasm, all cores', form: '', hidden, imagesPerSecond: await onAllCores(hidden), phases: {} })
  const gpujs = await gpujsBackend()
  add({ what: `gpujs (${gpujs.device.split(';')[0]})`, form: '', hidden, ...(await onCore(gpujs, hidden, 1)) })
  for (const form of ['fused', 'plain'] as const)
    for (const { what, lanes, replicas } of cases) {
      const small = lanes * replicas <= MOST_IN_SOFTWARE
      if (!gpu.software || small) add(await onGpu(gpu, form, hidden, what, lanes, replicas), lanes)
      else line([what, form, `784-${hidden}-10`, 'not measured', 'not measured', 'not measured', ''])
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
  line(['what', 'form', 'network', 'images/s', 'of memory', 'of arithmetic', `ms of a phase of ${TICKS} ticks`])
  line(['---', '---', '---', '---', '---', '---', '---'])
  const rows: Row[] = []
  const ratios: Awaited<ReturnType<typeof fusedToPlain>>[] = []
  for (const hidden of gpu.software ? [20, 500] : [500]) {
    rows.push(...(await measured(gpu, hidden, ceiling)))
    ratios.push(await fusedToPlain(gpu, hidden, 6))
  }
  for (const { hidden, ratio, best } of ratios) {
    print(`\nfused : plain at lanes 16, in turns, 784-${hidden}-10: ${ratio.toFixed(2)}`)
    print(`fused ms: ${phasesText(best.fused)}; plain ms: ${phasesText(best.plain)}`)
  }
  print(`\n${JSON.stringify({ bench: 'gpu', device: gpu.name, software: gpu.software, rows, ratios, ceiling })}`)
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
