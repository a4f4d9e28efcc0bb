/** gpujs on WebGL in headless Chromium, over SwiftShader. Without a browser skipped, and it says so; under CI it fails. */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GpujsMode } from '../../src/backend/gpujs.ts'
import { findBrowser, launch } from '../support/chromium.ts'
import { browserCases } from './gpujs-cases.ts'
import type { TestPage } from './gpujs-page.ts'

/** The promise of the back end. */
const BOUND = 1e-5

const executablePath = findBrowser()
if (!executablePath && process.env.CI) throw new Error('gpujs: no Chromium on PATH')

/** The page's script. What it shares with the tests in Node asks for vitest, which it does not use. */
const bundle = async (): Promise<string> => {
  const built = await build({
    entryPoints: [fileURLToPath(new URL('gpujs-page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    plugins: [
      {
        name: 'no vitest',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /^vitest$/ }, () => ({ path: 'vitest', namespace: 'none' }))
          onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'export const expect = undefined' }))
        },
      },
    ],
  })
  return built.outputFiles[0].text
}

const title = executablePath ? 'gpujs in a browser' : 'gpujs in a browser (skipped: no Chromium on PATH)'

describe.skipIf(!executablePath)(title, () => {
  let browser: Browser
  let script: string
  beforeAll(async () => {
    script = await bundle()
    browser = await launch('--use-angle=swiftshader', '--enable-unsafe-swiftshader')
  }, 120_000)
  afterAll(() => browser?.close())

  const openPage = async (mode: GpujsMode): Promise<{ page: Page; device: string }> => {
    const page = await browser.newPage()
    await page.addScriptTag({ content: script })
    return { page, device: await call(page, 'open', mode) }
  }

  describe('webgl2', () => {
    let page: Page
    beforeAll(async () => {
      const opened = await openPage('webgl2')
      page = opened.page
      expect(opened.device).toMatch(/^gpu\.js on webgl2, .*SwiftShader/)
    }, 120_000)

    test.each(browserCases().map((c, i) => [c.name, i] as const))('%s', async (_, i) => {
      const { relative, where } = await call(page, 'runCase', i)
      expect(relative, where).toBeLessThanOrEqual(BOUND)
    })
    test('784-20-10 learns as on js', () => network(page))
    test('textures: none is left behind', async () => {
      const before = await call(page, 'textures')
      await network(page)
      expect(await call(page, 'textures')).toBe(before)
    })
    test('a card that goes away is an error that says so', async () => {
      expect(await call(page, 'lose')).toMatch(/^RunError: gpu\.js on webgl2: .*lost/)
    })
  })

  test('webgl: 784-20-10 learns as on js', async () => {
    const { page, device } = await openPage('webgl')
    expect(device).toMatch(/^gpu\.js on webgl, /)
    await network(page)
  })
})

/** Calls a function of the page. */
const call = <K extends keyof TestPage>(page: Page, name: K, ...given: Parameters<TestPage[K]>) =>
  page.evaluate(
    ([name, given]) => {
      const { page } = globalThis as unknown as { page: Record<string, (...args: readonly unknown[]) => unknown> }
      return page[name](...given)
    },
    [name, given] as const,
  ) as Promise<Awaited<ReturnType<TestPage[K]>>>

const network = async (page: Page): Promise<void> => {
  const { tick, events, learned, run, sameEvents } = await call(page, 'network')
  expect(tick.relative, tick.where).toBeLessThanOrEqual(BOUND)
  expect(events).toBeGreaterThan(300)
  expect(learned).toBe(true)
  // SwiftShader rounds as js does, and so no threshold is missed; a card need not.
  expect(sameEvents).toBe(true)
  expect(run.relative, run.where).toBeLessThanOrEqual(BOUND)
}
