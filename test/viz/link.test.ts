/** The address and the history of the browser: what a link brings back, where Back leads, what keys and pans leave behind. */
import { expect, test } from 'vitest'
import { updateRun } from '../../src/node/folder.ts'
import { describePage, hashOf, rasterReady, settle, windowOf } from './browser.ts'
import { idOf } from './figure-runs.ts'
import { makeRun, makeSpikeRun, manySpikes, shown } from './fixture.ts'

const ids: Record<string, string> = {}

describePage(
  'links',
  runs => {
    ids.first = idOf(makeRun({ out: runs, seed: 1, images: 2, epochs: 2, hidden: 20 }).path)
    ids.second = idOf(makeRun({ out: runs, seed: 2, images: 2, epochs: 2, hidden: 20 }).path)
    const live = makeSpikeRun(runs, 'live', 20, manySpikes(2000, 20, 2))
    updateRun(live, { state: 'running' })
    ids.live = idOf(live.path)
  },
  stand => {
    test('speed, enlarged panel, what was chosen in the network, and that nothing is pinned', async () => {
      const { page } = await stand.open(`run=${ids.first}`)
      await rasterReady(page)
      await page.keyboard.press('u')
      await page.keyboard.press('>')
      await page.click('[aria-label="Enlarge Rates"]')
      await page.click('#tab-network')
      await page.click('.node[aria-label*="population hidden"]')
      await page.click('#tab-activity')
      const link = await hashOf(page)
      await page.context().close()
      const again = await stand.open(link.toString())
      await rasterReady(again.page).catch(() => {}) // the raster may be hidden behind the enlarged panel
      expect(await hashOf(again.page)).toEqual(link)
      expect(await again.page.isVisible('.panel-rates.large')).toBe(true)
      expect(await again.page.locator('.trace-row').count()).toBe(0)
      expect(await again.page.inputValue('[aria-label=Speed]')).toBe('×0.2')
      await again.page.click('#tab-network')
      expect(await again.page.textContent('.details h3')).toBe('hidden')
      await again.page.context().close()
    })

    test('Back leads to the run before, Forward to the one after', async () => {
      const { page } = await stand.open(`run=${ids.first}&t=0,140`)
      await rasterReady(page)
      await hashOf(page)
      await page.keyboard.press('o')
      await page.click(`[aria-label="Open ${ids.second}"]`)
      await page.waitForSelector('.run-facts:text("seed 2")')
      await page.goBack()
      await page.waitForSelector('.run-facts:text("seed 1")')
      expect(await windowOf(page)).toEqual([0, 140])
      await page.goForward()
      await page.waitForSelector('.run-facts:text("seed 2")')
      await page.context().close()
    })

    test('t goes round the tabs that there are', async () => {
      const { page } = await stand.open(`run=${ids.first}`)
      await rasterReady(page)
      const tabs = await page.locator('[role=tab]').allTextContents()
      const seen: (string | null)[] = []
      for (const _ of tabs) {
        await page.keyboard.press('t')
        seen.push(await page.textContent('[role=tab][aria-selected=true]'))
      }
      expect(seen).toEqual([...tabs.slice(1), tabs[0]])
      await page.context().close()
    })

    test('who pans a run that goes on is left there, and can follow again', async () => {
      const { page } = await stand.open(`run=${ids.live}`)
      await rasterReady(page)
      await page.keyboard.press('0')
      await page.waitForSelector('.live[aria-pressed=true]')
      await page.keyboard.press('+')
      await page.keyboard.press('ArrowLeft')
      await page.waitForSelector('.live[aria-pressed=false]')
      expect((await hashOf(page)).get('live')).toBe('off')
      const before = await windowOf(page)
      const fresh = { tick: Uint32Array.of(1000, 1060), unit: Uint32Array.of(1, 2) }
      stand.server.forward(ids.live, [shown({ 'cells.spike': fresh }, 1000)])
      await page.waitForFunction(() => document.querySelector('.overview')?.getAttribute('aria-valuemax') === '1100')
      await settle(page)
      expect(await windowOf(page)).toEqual(before)
      await page.keyboard.press('f')
      expect((await windowOf(page))[1]).toBe(1100)
      await page.context().close()
    })
  },
)
