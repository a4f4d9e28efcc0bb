/** The viewer on a static host, as a stranger meets it: no server of runs, links to runs that are on the reader's own computer, the wrong folder. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describePage, rasterReady, windowOf } from './browser.ts'
import { makeRun } from './fixture.ts'

let id = ''

describePage(
  'the viewer without a server',
  runs => {
    const sizes = { images: 2, epochs: 2, hidden: 20 }
    for (const seed of [1, 2])
      id = makeRun({ out: runs, seed, ...sizes })
        .path.split('/')
        .slice(-2)
        .join('/')
    mkdirSync(join(runs, 'nothing'))
    writeFileSync(join(runs, 'nothing', 'notes.txt'), 'no run')
  },
  stand => {
    const open = async (hash: string) => {
      const page = await stand.browser.newPage()
      const errors: string[] = []
      page.on('pageerror', error => errors.push(String(error)))
      await page.route('**/api/**', route => route.fulfill({ status: 404 }))
      await page.goto(`${stand.server.url}#${hash}`)
      return { page, errors }
    }

    test('a link asks for its run, and shows what it says of it when the run is there', async () => {
      const { page, errors } = await open(`run=${id}&t=10,60&pins=hidden:3`)
      await page.waitForSelector('[data-state=empty]')
      expect(await page.textContent('.state')).toContain(id)
      await page.setInputFiles('input[type=file]', stand.runs)
      await rasterReady(page)
      expect(await windowOf(page)).toEqual([10, 60])
      expect(decodeURIComponent(page.url())).toContain('pins=hidden:3')
      expect(await page.isVisible('dialog')).toBe(false)
      expect(errors).toEqual([])
      await page.close()
    }, 60_000)

    test('several runs: a list that tells them apart; a folder without a run says so', async () => {
      const { page, errors } = await open('')
      await page.setInputFiles('input[type=file]', stand.runs)
      await page.waitForSelector('dialog table')
      const folders = await page.locator('dialog td:nth-child(2)').allTextContents()
      expect(new Set(folders).size).toBe(2)
      await page.keyboard.press('Escape')
      await page.setInputFiles('input[type=file]', join(stand.runs, 'nothing'))
      await page.waitForSelector('[data-state=broken]')
      expect(await page.textContent('.state h2')).toBe('There is no run in what was opened')
      expect(errors).toEqual([])
      await page.close()
    }, 60_000)

    test('while the slider of epochs has the focus, arrows are its own and all other keys those of the page', async () => {
      const { page, errors } = await stand.open(`run=${id}&tab=weights`)
      await page.waitForSelector('.panel-weights .rows-text')
      await page.focus('[aria-label=Epoch]')
      await page.keyboard.press('ArrowLeft')
      await page.waitForFunction(() => document.querySelector('.epoch-text')?.textContent === '1')
      await page.keyboard.press('?')
      await page.waitForSelector('dialog[open]')
      expect(errors).toEqual([])
      await page.context().close()
    }, 60_000)
  },
)
