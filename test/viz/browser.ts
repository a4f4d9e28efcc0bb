/** Chromium for the tests of the page, the page built once, and runs served to it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Served, serve } from '../../src/node/serve.ts'
import { built } from '../support/built.ts'
import { findBrowser, launch } from '../support/chromium.ts'
import { withFont } from './font.ts'

const ROOT = new URL('../..', import.meta.url).pathname

/** Builds the page, once for all test files. */
export const buildPage = (mode: 'viz' | 'single' = 'viz'): Promise<string> =>
  built(`page-${mode}`, ['viz', 'src', 'vite.config.ts'], async outDir => {
    const { build } = await import('vite') // half a second, and most files find a page that is built
    await build({
      configFile: join(ROOT, 'vite.config.ts'),
      root: join(ROOT, 'viz'),
      mode,
      logLevel: 'error',
      build: { outDir },
    })
  })

export interface Stand {
  server: Served
  browser: Browser
  runs: string
  /** Opens the page with this hash and waits until the run is drawn; every error on the page is kept in `errors`. */
  open(hash?: string, options?: BrowserContextOptions): Promise<OpenPage>
}

export interface OpenPage {
  page: Page
  errors: string[]
}

/** A group of tests in the browser. Without one they are skipped, and say so; under CI they fail. */
export const describePage = (name: string, make: (runs: string) => void, tests: (stand: Stand) => void): void => {
  const missing = findBrowser() === undefined
  if (missing && process.env.CI) throw new Error(`${name}: no Chromium on PATH`)
  const title = missing ? `${name} (skipped: no Chromium on PATH)` : name
  describe.skipIf(missing)(title, () => {
    const stand = { runs: '' } as Stand
    beforeAll(async () => {
      stand.runs = mkdtempSync(join(tmpdir(), 'apical-viz-'))
      make(stand.runs)
      stand.server = await serve({ runs: stand.runs, page: await buildPage() })
      stand.browser = await launch()
      stand.open = (hash = '', options = {}) => openPage(stand, hash, options)
    }, 120_000)
    afterAll(async () => {
      await stand.browser?.close()
      await stand.server?.close()
      rmSync(stand.runs, { recursive: true, force: true })
    })
    tests(stand)
  })
}

const openPage = async (
  { browser, server }: Stand,
  hash: string,
  options: BrowserContextOptions,
): Promise<OpenPage> => {
  const viewport = { width: 1280, height: 720 }
  const context = await browser.newContext({
    viewport,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...options,
  })
  await withFont(context)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', error => errors.push(String(error)))
  page.on('console', message => message.type() === 'error' && errors.push(message.text()))
  await page.goto(`${server.url}#${hash}`)
  await page.waitForSelector('.workspace, .state:not([data-state=loading])')
  return { page, errors }
}

/** Waits until the raster shows all spikes of its window. */
export const rasterReady = async (page: Page): Promise<void> => {
  await page.waitForSelector('#raster-plot[data-state=ready]')
  await settle(page)
}

/** Two animation frames: whatever was asked for is drawn. */
export const settle = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise<void>(done => requestAnimationFrame(() => requestAnimationFrame(() => done()))))

/** The view as the address bar tells it. */
export const hashOf = async (page: Page): Promise<URLSearchParams> => {
  await settle(page)
  await page.waitForSelector('html[data-link=written]', { state: 'attached' }) // written a moment after the last change
  return new URLSearchParams(new URL(page.url()).hash.slice(1))
}

export const windowOf = async (page: Page): Promise<[number, number]> => {
  const [from, to] = (await hashOf(page)).get('t')!.split(',').map(Number)
  return [from, to]
}

/** The pixels of the spikes: RGBA, and where the canvas lies on the page. */
export const rasterPixels = async (page: Page) => {
  const shot = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('#raster-plot')!
    const { width, height } = canvas
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height)
    const box = canvas.getBoundingClientRect()
    let text = ''
    for (let i = 0; i < data.length; i += 32768) text += String.fromCharCode(...data.subarray(i, i + 32768))
    return {
      width,
      height,
      mark: Number(canvas.dataset.mark),
      left: box.left,
      top: box.top,
      cssWidth: box.width,
      cssHeight: box.height,
      text: btoa(text),
    }
  })
  const pixels = Buffer.from(shot.text, 'base64')
  return { ...shot, pixels, alpha: (x: number, y: number) => pixels[4 * (y * shot.width + x) + 3] }
}
