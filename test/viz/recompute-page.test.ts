import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Download, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startRun } from '../../src/node/run.ts'
import { EQUAL } from '../../viz/source/recompute/agree.ts'
import { tiny } from '../cli/apical.ts'
import { buildPage, describePage, rasterReady } from './browser.ts'

const digits = { name: 'digits', train: 30, test: 10 }
const probes = ['hidden', 'output'].map(name => ({ column: `${name}.spike`, samples: 4 }))

const rowSays = (page: Page, text: string) =>
  page.waitForFunction(t => document.querySelector('.panel-traces .chart-title')?.textContent?.includes(t), text)

describePage(
  'a run that recorded only spikes',
  () => {},
  stand => {
    let folder = ''

    test('shows the voltages of a pinned neuron, recomputed, and says so', async () => {
      folder = (await startRun(tiny({ dataset: digits, probes }), { out: stand.runs, backend: 'wasm' })).folder
      const { page, errors } = await stand.open('pins=hidden:3')
      await rasterReady(page)
      await rowSays(page, `hidden 3: ${EQUAL}`)
      const names = await page.locator('.panel-traces .legend text').allTextContents()
      expect(names.sort()).toEqual(['apical.v', 'basal.v', 'soma.v'])
      const [download] = await Promise.all<unknown>([
        page.waitForEvent('download'),
        page
          .click('[data-panel=traces] summary')
          .then(() => page.click('[data-panel=traces] [aria-label="Save what is visible as CSV"]')),
      ])
      const rows = readFileSync(await (download as Download).path(), 'utf8')
        .trim()
        .split('\n')
      expect(rows.slice(1).every(row => row.endsWith(',recomputed'))).toBe(true)
      expect(rows.length - 1).toBe(3 * 4 * 250)
      expect(errors).toEqual([])
      await page.context().close()
    })

    test('also in the page as one file', async () => {
      const page = await stand.browser.newPage()
      const errors: string[] = []
      page.on('pageerror', error => errors.push(String(error)))
      page.on('console', message => message.type() === 'error' && errors.push(message.text()))
      await page.goto(pathToFileURL(join(await buildPage('single'), 'index.html')).href)
      await page.waitForSelector('[data-state=empty]')
      await page.setInputFiles('input[type=file]', folder)
      await rasterReady(page)
      const box = (await page.locator('#raster-plot').boundingBox())!
      await page.mouse.click(box.x + 50, box.y + 60)
      await rowSays(page, EQUAL)
      expect(errors).toEqual([])
      await page.close()
    })
  },
)
