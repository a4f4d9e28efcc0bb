/**
 * The playground, as one page from file:, in headless Chromium: seconds from opening to the first spikes on the page, and to the first test with
 * less than 20 % error on the embedded digits. On the clock, so of an idle machine only.
 * Run: npx tsx bench/playground.ts [openings, 3]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { build } from 'vite'
import { launch } from '../test/support/chromium.ts'
import { countAt } from './argument.ts'

const OPENINGS = countAt(1, 'openings', 3)
const TARGET = { spikes: 2, below20: 60 }

const folder = mkdtempSync(join(tmpdir(), 'apical-playground-bench-'))
const configFile = fileURLToPath(new URL('../vite.config.ts', import.meta.url))
await build({ configFile, mode: 'playground-single', logLevel: 'error', build: { outDir: folder } })
const url = pathToFileURL(join(folder, 'index.html')).href

/** Seconds from opening until each is seen. */
const opening = async (browser: Browser) => {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage()
  page.setDefaultTimeout(300_000)
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  await page.goto(url)
  await page.waitForFunction(() =>
    /^[1-9][\d,]* spikes/.test(
      document.querySelector('[data-testid=raster-status] span:nth-child(2)')?.textContent ?? '',
    ),
  )
  const spikes = seconds()
  await page.waitForFunction(() => {
    const text = document.querySelector('[data-testid=curve-status]')?.textContent ?? ''
    return Number(/^error ([\d.]+) % of/.exec(text)?.[1] ?? 100) < 20
  })
  const below20 = seconds()
  await page.context().close()
  return { spikes, below20 }
}

const browser = await launch()
const seen = []
for (let i = 0; i < OPENINGS; i++) seen.push(await opening(browser))
await browser.close()
rmSync(folder, { recursive: true })
console.log(JSON.stringify({ bench: 'playground', cores: cpus().length, seconds: seen, target: TARGET }))
