/** The playground in Chromium: built once, from a web server or from file:, with its errors and requests kept. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe } from 'vitest'
import { built, filesBelow } from '../support/built.ts'
import { findBrowser, launch, WEBGPU } from '../support/chromium.ts'
import { withFont } from './font.ts'

const here = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Built once for all test files. */
const buildPlayground = (mode: 'playground' | 'playground-single'): Promise<string> =>
  built(mode, ['viz', 'src', 'models', 'experiments', 'vite.config.ts'], async outDir => {
    const { build } = await import('vite')
    await build({ configFile: here('vite.config.ts'), mode, logLevel: 'error', build: { outDir } })
  })

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** A static host as simple as can be, in a folder below its root. */
const serveFolder = async (folder: string): Promise<Server> => {
  const files = new Map(filesBelow(folder).map(path => [`/some/where${path.slice(folder.length)}`, path]))
  const server = createServer((request, response) => {
    const path = files.get(request.url === '/some/where/' ? '/some/where/index.html' : (request.url ?? ''))
    response.statusCode = path ? 200 : 404
    response.setHeader('content-type', TYPES[extname(path ?? '')] ?? 'text/plain')
    response.end(path ? readFileSync(path) : 'nothing here')
  })
  await new Promise<void>(ready => {
    server.listen(0, '127.0.0.1', ready)
  })
  return server
}

export interface Opened {
  page: Page
  errors: string[] // of the page and its workers
  requests: string[]
}

export interface OpenOptions extends BrowserContextOptions {
  from?: 'server' | 'file'
  hash?: string
}

export interface Stand {
  open(options?: OpenOptions): Promise<Opened>
}

/** Without a browser the tests are skipped, and say so; under CI they fail. */
export const describePlayground = (name: string, tests: (stand: Stand) => void, { webgpu = false } = {}): void => {
  const executablePath = findBrowser()
  if (!executablePath && process.env.CI) throw new Error(`${name}: no Chromium on PATH`)
  describe.skipIf(!executablePath)(executablePath ? name : `${name} (skipped: no Chromium on PATH)`, () => {
    let browser: Browser
    let server: Server
    beforeAll(async () => {
      server = await serveFolder(await buildPlayground('playground'))
      browser = await launch(...(webgpu ? WEBGPU : []))
    }, 240_000)
    afterAll(async () => {
      await browser?.close()
      server?.close()
    })
    const open = async ({ from = 'server', hash = '', ...context }: OpenOptions = {}) => {
      const root =
        from === 'server'
          ? `http://localhost:${(server.address() as AddressInfo).port}/some/where/`
          : pathToFileURL(join(await buildPlayground('playground-single'), 'index.html')).href
      return openPage(browser, root + hash, context)
    }
    tests({ open })
  })
}

const openPage = async (browser: Browser, url: string, options: BrowserContextOptions): Promise<Opened> => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...options,
  })
  await withFont(context)
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const [errors, requests]: string[][] = [[], []]
  page.on('pageerror', error => errors.push(String(error)))
  page.on('console', message => message.type() === 'error' && errors.push(message.text()))
  page.on('request', request => requests.push(request.url()))
  await page.goto(url)
  return { page, errors, requests }
}

const stateOf = (state: string) => `[data-testid=state][data-state=${state}]`

export const untilState = (page: Page, state: 'running' | 'paused' | 'done' | 'failed') =>
  page.waitForSelector(stateOf(state))

/** Images shown, as the top line says. */
export const imagesShown = async (page: Page): Promise<number> => {
  const text = (await page.textContent('[data-testid=state]')) ?? ''
  return Number(/([\d,]+) images/.exec(text)?.[1].replaceAll(',', '') ?? 0)
}

/** Waits until the raster of training shows spikes; how many. */
export const untilSpikes = async (page: Page): Promise<number> => {
  const spikes = '[data-testid=raster-status] span:nth-child(2)'
  const found = await page.waitForFunction(selector => {
    const text = document.querySelector(selector)?.textContent ?? ''
    return /^[1-9][\d,]* spikes/.test(text) ? text : undefined
  }, spikes)
  return Number((await found.jsonValue())!.replace(/\D/g, ''))
}

/** Waits for the answer that is read to those who do not see the bars, and takes it away. */
export const untilAnswer = async (page: Page): Promise<number> => {
  const found = await page.waitForFunction(() => {
    const spoken = document.querySelector('[data-testid=spoken]')!
    const answer = /answer of the network: (\d)/.exec(spoken.textContent ?? '')?.[1]
    if (answer) spoken.textContent = ''
    return answer
  })
  return Number(await found.jsonValue())
}

/** Draws lines through points of the pad (0 to 1), without lifting the pointer. */
export const drawOn = async (page: Page, points: readonly (readonly [number, number])[]): Promise<void> => {
  const box = (await page.locator('.pad').boundingBox())!
  const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const
  await page.mouse.move(...at(points[0]))
  await page.mouse.down()
  for (const point of points.slice(1)) await page.mouse.move(...at(point), { steps: 4 })
  await page.mouse.up()
}

export const ONE = [
  [0.5, 0.15],
  [0.48, 0.5],
  [0.47, 0.85],
] as const

/** Waits for the error of a test. */
export const untilTested = (page: Page) =>
  page.waitForFunction(() => /^error [\d.]+ %/.test(document.querySelector('[data-testid=curve-status]')!.textContent!))

/** 'neurons 1 to 110 of 110' */
const ROWS = '[data-testid=raster-status] .rows-text'
export const rowsShown = (page: Page) => page.textContent(ROWS)
export const untilRows = (page: Page, text: string) =>
  page.waitForFunction(([where, wanted]) => document.querySelector(where)?.textContent === wanted, [ROWS, text])

/** Where the images come from, as the settings say. */
export const untilSource = (page: Page, text: RegExp) =>
  page.waitForFunction(
    source => new RegExp(source).test(document.querySelector('[data-testid=source]')!.textContent!),
    text.source,
  )

/** Spikes of the answer to what was drawn. */
export const digitSpikes = async (page: Page): Promise<number> => {
  const text = await page.textContent('.panel-digit [data-testid=raster-status] span:nth-child(2)')
  return Number(text!.replace(/\D/g, ''))
}
