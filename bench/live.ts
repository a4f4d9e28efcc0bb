/**
 * What it costs a training process that the viewer's page watches it: CPU time an image with the page open in headless Chromium, against
 * without a viewer, in alternating runs. Chromium's own CPU time does not count. Prints a JSON line for each of two networks: one that records what the
 * experiments of the package do (20 test images an epoch), and one that records every spike of every image, to disk in both cases.
 * Run: npx tsx bench/live.ts [pairs of runs, 5]
 */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { dendrites, probes } from '../experiments/parts/dendrites.ts'
import { liveView } from '../src/cli/live-view.ts'
import { startRun } from '../src/node/run.ts'
import { experiment } from '../src/spec/define.ts'
import type { Probe } from '../src/spec/types.ts'
import { launch } from '../test/viz/browser.ts'

const IMAGES = 1000 // an epoch
const WARM = 2 // epochs that do not count: the engine warms up, the page opens
const EPOCHS = 7

const everything: Probe[] = ['input', 'hidden', 'output'].map(name => ({
  column: `${name}.spike`,
  during: ['train', 'test'],
  samples: IMAGES,
}))
const recordings: Record<string, Probe[]> = { usual: probes('input', 'hidden', 'output'), everything }

const network = (name: string) =>
  experiment({
    name: `live-${name}`,
    about: '784-500-10 on the embedded digits',
    seed: 1,
    dataset: { name: 'digits', train: IMAGES, test: 50 },
    ...dendrites({ hidden: [{ name: 'hidden', size: 500, eta: 0.21 }], etaOut: 0.21, epochs: EPOCHS }),
    probes: recordings[name],
  })

type Message = { url: string } | { msPerImage: number; seconds: number; pages: number[] }

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Trains, in a process of its own, and tells what an image took after the warm epochs. */
const train = async (name: string, watched: boolean): Promise<void> => {
  const out = mkdtempSync(join(tmpdir(), 'apical-live-'))
  const say = {
    note: () => {},
    loud: (text: string) => process.send!({ url: text.slice('viewer: '.length) }),
    data: () => {},
    progress: () => {},
  }
  const view = watched ? await liveView(out, { port: 0 }, say) : undefined
  const pages: number[] = []
  let [cpu, time] = [0, 0]
  const epoch = ({ epoch: n }: { epoch: number }) => {
    if (n !== WARM && n !== EPOCHS) return
    pages.push(view?.pages() ?? 0)
    if (n === WARM) [cpu, time] = [cpuMs(), performance.now()]
    else [cpu, time] = [cpuMs() - cpu, performance.now() - time]
  }
  await startRun(network(name), { out, backend: 'wasm', agreed: true }, { ...view?.hooks, epoch })
  process.send!({ msPerImage: cpu / (IMAGES * (EPOCHS - WARM)), seconds: time / 1000, pages } satisfies Message)
  await view?.close()
  rmSync(out, { recursive: true, force: true })
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
    recorded: name,
    cpuMsPerImage: { alone: round(median(alone)), watched: round(median(watched)) },
    percentMore: Number((100 * (median(ratios) - 1)).toFixed(2)),
    ratios: ratios.map(round),
  }
}

if (process.argv[2] === 'train') await train(process.argv[3], process.argv[4] === 'watched')
else {
  const browser = await launch()
  for (const name of Object.keys(recordings))
    console.log(JSON.stringify(await compare(name, Number(process.argv[2] ?? 5), browser)))
  console.log(JSON.stringify({ machine: cpus()[0].model, cores: cpus().length, browser: browser.version() }))
  await browser.close()
}
