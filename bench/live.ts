/**
 * What it costs a training process that the viewer's page watches it: CPU time an image with the page open in headless Chromium, against
 * without a viewer, in alternating runs. Chromium's own CPU time does not count. Prints a JSON line for each kind of run:
 * - usual: what the experiments of the package record (20 test images an epoch), in epochs of 1,000 images, a second each;
 * - long: the same in epochs of 7,500 images, nearer to those of MNIST;
 * - everything: every spike of every image, to disk in both cases.
 * Five pairs of one kind take 2 to 4 minutes on an idle machine of 2 cores.
 * Run: npx tsx bench/live.ts [pairs of runs, 5] [kinds, usual long everything]
 */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { dendrites, probes } from '../experiments/parts/dendrites.ts'
import { liveView } from '../src/cli/live-view.ts'
import { oneOf } from '../src/errors.ts'
import { startRun } from '../src/node/run.ts'
import type { Progress } from '../src/sim/session.ts'
import { experiment } from '../src/spec/define.ts'
import type { Probe } from '../src/spec/types.ts'
import { launch } from '../test/support/chromium.ts'
import { countAt, refuse } from './argument.ts'

interface Kind {
  images: number // an epoch
  epochs: number
  probes: Probe[]
}

const usual = probes('input', 'hidden', 'output')
const everything: Probe[] = ['input', 'hidden', 'output'].map(name => ({
  column: `${name}.spike`,
  during: ['train', 'test'],
  samples: 1000,
}))
const kinds: Record<string, Kind> = {
  usual: { images: 1000, epochs: 7, probes: usual },
  long: { images: 7500, epochs: 2, probes: usual },
  everything: { images: 1000, epochs: 5, probes: everything },
}

/** What does not count: the engine warms up, the page opens. */
const WARM = { images: 2000, open: 1500 } // ms

const network = (name: string) =>
  experiment({
    name: `live-${name}`,
    about: '784-500-10 on the embedded digits',
    seed: 1,
    dataset: { name: 'digits', train: kinds[name].images, test: 50 },
    ...dendrites({ hidden: [{ name: 'hidden', size: 500, eta: 0.21 }], etaOut: 0.21, epochs: kinds[name].epochs }),
    probes: kinds[name].probes,
  })

type Message = { url: string } | { msPerImage: number; images: number; pages: number[] }

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Trains, in a process of its own, and tells what an image took once all is warm. */
const train = async (name: string, watched: boolean): Promise<void> => {
  const out = mkdtempSync(join(tmpdir(), 'apical-live-'))
  const say = {
    note: () => {},
    loud: (text: string) => process.send!({ url: text.slice('viewer: '.length) }),
    source: () => {},
    failure: () => {},
    data: () => {},
    progress: () => {},
  }
  const view = watched ? await liveView(out, { port: 0 }, say) : undefined
  const meter = meterOf(name, view?.pages)
  await startRun(network(name), { out, backend: 'wasm', agreed: true }, { ...view?.hooks, ...meter.hooks })
  process.send!(meter.result())
  await view?.close()
  rmSync(out, { recursive: true, force: true })
}

/** CPU time from the moment at which all is warm to the end of the last epoch. */
const meterOf = (name: string, open?: () => number) => {
  const { images, epochs } = kinds[name]
  const pages: number[] = []
  let opened = open ? Number.POSITIVE_INFINITY : 0
  let from: { cpu: number; image: number } | undefined
  let last = { cpu: 0, image: 0 }
  const progress = ({ position }: Progress) => {
    if (from) return
    if (open && open() > 0) opened = Math.min(opened, performance.now())
    const image = position.work * images + position.image
    if (image < WARM.images || performance.now() - opened < WARM.open) return
    from = { cpu: cpuMs(), image }
    pages.push(open?.() ?? 0)
  }
  const epoch = ({ epoch: n }: { epoch: number }) => {
    last = { cpu: cpuMs(), image: n * images }
    if (n === epochs) pages.push(open?.() ?? 0)
  }
  const result = (): Message => {
    const counted = last.image - (from?.image ?? last.image)
    return { msPerImage: (last.cpu - (from?.cpu ?? 0)) / counted, images: counted, pages }
  }
  return { hooks: { progress, epoch }, result }
}

const answers = (child: ChildProcess, found: (message: Message) => void): Promise<void> =>
  new Promise((done, fail) => {
    child.on('message', m => found(m as Message))
    child.once('exit', code => (code === 0 ? done() : fail(new Error(`training ended with ${code}`))))
  })

/** Milliseconds of CPU an image. */
const measure = async (name: string, browser?: Browser): Promise<number> => {
  const child = fork(fileURLToPath(import.meta.url), ['train', name, browser ? 'watched' : 'alone'])
  let page: Page | undefined
  let result = Number.NaN
  await answers(child, message => {
    if ('url' in message)
      void browser?.newPage({ viewport: { width: 1280, height: 720 } }).then(opened => {
        page = opened
        return opened.goto(message.url)
      })
    else if (message.images < 1000) throw new Error(`only ${message.images} images after the page had opened`)
    else if (browser && message.pages.some(n => n === 0)) throw new Error('the page was not open all the time')
    else result = message.msPerImage
  })
  const spikes = await page?.textContent('[data-testid=raster-status]').catch(() => undefined)
  if (spikes) process.stderr.write(`the page showed: ${spikes}\n`)
  await page?.close()
  return result
}

const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1]

const compare = async (name: string, pairs: number, browser: Browser): Promise<object> => {
  const [alone, watched]: number[][] = [[], []]
  for (let i = 0; i < pairs; i++) {
    alone.push(await measure(name))
    watched.push(await measure(name, browser))
  }
  const ratios = watched.map((ms, i) => ms / alone[i])
  const round = (x: number) => Number(x.toPrecision(4))
  return {
    kind: name,
    cpuMsPerImage: { alone: round(median(alone)), watched: round(median(watched)) },
    percentMore: Number((100 * (median(ratios) - 1)).toFixed(2)),
    ratios: ratios.map(round),
  }
}

if (process.argv[2] === 'train') await train(process.argv[3], process.argv[4] === 'watched')
else {
  const pairs = countAt(1, 'pairs', 5)
  const chosen = process.argv.slice(3)
  for (const name of chosen) if (!(name in kinds)) refuse('kind', oneOf(name, Object.keys(kinds)), name)
  const browser = await launch()
  for (const name of chosen.length > 0 ? chosen : Object.keys(kinds))
    console.log(JSON.stringify(await compare(name, pairs, browser)))
  console.log(JSON.stringify({ machine: cpus()[0].model, cores: cpus().length, browser: browser.version() }))
  await browser.close()
}
