import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { buildPage, describePage, rasterReady } from './browser.ts'
import { makeRun } from './fixture.ts'

let path = ''

describePage(
  'the page as one file',
  runs => {
    path = makeRun({ out: runs, images: 2, epochs: 1, hidden: 20 }).path
  },
  stand => {
    test('opens from file:, shows dropped runs, asks the network for nothing', async () => {
      const folder = await buildPage('single')
      const page = await stand.browser.newPage()
      const asked: string[] = []
      const errors: string[] = []
      page.on('request', request => asked.push(request.url()))
      page.on('pageerror', error => errors.push(String(error)))
      page.on('console', message => message.type() === 'error' && errors.push(message.text()))
      await page.goto(pathToFileURL(join(folder, 'index.html')).href)
      await page.waitForSelector('[data-state=empty]')
      await page.setInputFiles('input[type=file]', path)
      await rasterReady(page)
      expect(await page.textContent('.rows-text')).toBe('neurons 1 to 30 of 30')
      expect(asked.filter(url => !/^(file|data|blob):/.test(url))).toEqual([])
      expect(errors).toEqual([])
      await page.close()
    })
  },
)
