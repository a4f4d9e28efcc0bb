/**
 * How fast the viewer is, in headless Chromium on this machine: `npx tsx bench/viewer.ts [million spikes]`.
 * Prints JSON lines: time from opening the page to the first raster of a run of 20 million spikes, and frames a second while panning with
 * 200,000 and a million spikes in view. Without a GPU, Chromium composes the page in software; the last line says which.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { serve } from '../src/node/serve.ts'
import { launch } from '../test/support/chromium.ts'
import { buildPage } from '../test/viz/browser.ts'
import { makeSpikeRun, manySpikes } from '../test/viz/fixture.ts'
import { positiveAt } from './argument.ts'

const UNITS = 500
const PER_TICK = 10
const SECONDS = 4

const millions = positiveAt(1, 'million spikes', 20)
const print = (line: object) => console.log(JSON.stringify(line))

/** Milliseconds from navigation until the window's spikes are on the canvas. */
const openTime = async (page: Page, url: string): Promise<number> => {
  await page.goto('about:blank')
  const start = performance.now()
  await page.goto(url)
  await page.waitForSelector('#raster-plot[data-state=ready]')
  return performance.now() - start
}

/** Frames a second while the window pans to and fro by one percent a frame, and how many spikes were in it. */
const panning = async (page: Page) =>
  page.evaluate(async seconds => {
    let drawn = 0
    const put = CanvasRenderingContext2D.prototype.putImageData
    CanvasRenderingContext2D.prototype.putImageData = function (...args: unknown[]) {
      drawn++
      return (put as (...all: unknown[]) => void).apply(this, args)
    }
    const plot = document.querySelector('.raster-plot')!
    const box = plot.getBoundingClientRect()
    const fire = (type: string, x: number) =>
      plot.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: box.top + 100, pointerId: 1, bubbles: true }))
    ;(plot as HTMLElement).setPointerCapture = () => {}
    const middle = box.left + box.width / 2
    fire('pointerdown', middle)
    let frames = 0
    const start = performance.now()
    await new Promise<void>(done => {
      const step = () => {
        if (performance.now() - start > 1000 * seconds) return done()
        frames++
        fire('pointermove', middle + 0.2 * box.width * Math.sin(frames / 20))
        requestAnimationFrame(step)
      }
      requestAnimationFrame(step)
    })
    const time = (performance.now() - start) / 1000
    fire('pointercancel', middle)
    CanvasRenderingContext2D.prototype.putImageData = put
    const spikes = document.querySelector('[data-testid=raster-status] span:nth-child(2)')!.textContent
    const canvas = document.querySelector<HTMLCanvasElement>('#raster-plot')!
    return {
      frames,
      framesPerSecond: frames / time,
      rastersPerSecond: drawn / time,
      spikes,
      drawn: canvas.dataset.drawn,
      pixels: `${canvas.width} x ${canvas.height}`,
    }
  }, SECONDS)

/** Processor time of the page's own thread a frame: unlike frames a second it does not depend on what else the machine does. */
const withThreadTime = async (page: Page) => {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return metrics.find(m => m.name === 'TaskDuration')?.value ?? 0
  }
  const before = await read()
  const figures = await panning(page)
  const ms = (1000 * ((await read()) - before)) / figures.frames
  await session.detach()
  const { framesPerSecond, rastersPerSecond, spikes, drawn, pixels } = figures
  const rounded = [framesPerSecond, rastersPerSecond, ms].map(x => Number(x.toFixed(1)))
  return {
    framesPerSecond: rounded[0],
    rastersPerSecond: rounded[1],
    threadMsPerFrame: rounded[2],
    spikes,
    drawn,
    pixels,
  }
}

const runs = mkdtempSync(join(tmpdir(), 'apical-bench-'))
const server = await serve({ runs, page: await buildPage() })
const browser = await launch()
try {
  makeSpikeRun(runs, 'many', UNITS, manySpikes(millions * 1e6, UNITS, PER_TICK))
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
  await page.addInitScript({ content: 'globalThis.__name = f => f' }) // tsx names functions, also those sent to the page
  const times = []
  for (let i = 0; i < 5; i++) times.push(await openTime(page, server.url))
  print({
    figure: 'open',
    spikes: millions * 1e6,
    medianMs: Math.round(times.sort((a, b) => a - b)[2]),
    ms: times.map(Math.round),
  })
  for (const inView of [200_000, 1_000_000]) {
    const from = 100_000
    await page.goto('about:blank')
    await page.goto(`${server.url}#t=${from},${from + inView / PER_TICK}`)
    await page.waitForSelector('#raster-plot[data-state=ready]')
    await page.keyboard.press('m') // the raster alone
    await page.waitForTimeout(500)
    print({ figure: 'pan', inView, panels: 'raster alone', ...(await withThreadTime(page)) })
    await page.keyboard.press('m')
    await page.waitForTimeout(500)
    print({ figure: 'pan', inView, panels: 'all of the tab', ...(await withThreadTime(page)) })
  }
  const whole = performance.now()
  await page.keyboard.press('0')
  await page.waitForFunction(
    n => document.querySelector('[data-testid=raster-status]')?.textContent?.includes(n),
    (millions * 1e6).toLocaleString('en'),
    { timeout: 60_000 },
  )
  print({ figure: 'whole run in view, as density', ms: Math.round(performance.now() - whole) })
  const gpu = await page.evaluate(() => {
    const gl = document.createElement('canvas').getContext('webgl2')
    const info = gl?.getExtension('WEBGL_debug_renderer_info')
    return gl && info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : 'software, no WebGL'
  })
  print({ machine: cpus()[0].model, cores: cpus().length, browser: browser.version(), renderer: gpu })
} finally {
  await browser.close()
  await server.close()
  rmSync(runs, { recursive: true, force: true })
}
