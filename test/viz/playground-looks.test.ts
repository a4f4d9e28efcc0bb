/** The looks of the playground, against pictures that are kept, and whether everyone can use it. As in screens.test.ts. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { settle } from './browser.ts'
import { compare, violations } from './kept.ts'
import {
  describePlayground,
  untilAnswer,
  untilSource,
  untilSpikes,
  untilState,
  untilTested,
} from './playground-browser.ts'
import { idxFiles } from './playground-files.ts'

/** A run that has ended on few images: nothing moves any more, and the answer to a digit is always the same. */
const atRest = async (page: Page): Promise<void> => {
  await untilState(page, 'running')
  await page.setInputFiles('input[type=file]', idxFiles(60, 20))
  await untilSource(page, /^train-images/)
  await untilState(page, 'done')
  await page.keyboard.press('3')
  await untilAnswer(page)
  await page.waitForSelector('#digit-plot[data-state=ready]')
  await settle(page)
}

describePlayground('the looks of the playground', stand => {
  for (const theme of ['light', 'dark'] as const)
    test(`${theme}: as kept, and accessible`, async () => {
      const { page, errors } = await stand.open({ colorScheme: theme, hash: '#hidden=30' })
      await atRest(page)
      const blank = await page.context().newPage()
      for (const panel of ['settings', 'pad', 'digit']) {
        const shot = await page.locator(`[data-panel=${panel}]`).screenshot({ animations: 'disabled' })
        await compare(blank, `playground-${panel}-${theme}`, shot)
      }
      expect(await violations(page)).toEqual([])
      await page.keyboard.press('?')
      expect(await page.textContent('dialog')).toContain('show the network an example of this digit')
      expect(await violations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.setInputFiles('input[type=file]', { name: 'x', mimeType: 'text/plain', buffer: Buffer.from('no') })
      await page.waitForSelector('.notice:visible')
      await untilSpikes(page) // of the training that begins again
      expect(await violations(page)).toEqual([])
      expect(errors).toEqual([])
      await page.context().close()
    }, 120_000)

  test('a panel is made large and small again', async () => {
    const { page, errors } = await stand.open()
    await untilTested(page)
    await page.click('[aria-label="Enlarge What training shows"], [aria-label="Enlarge Raster"]')
    expect(await page.isVisible('.pad')).toBe(false)
    expect((await page.locator('[data-panel=raster]').boundingBox())!.width).toBeGreaterThan(1200)
    await page.click('[aria-label="Enlarge What training shows"], [aria-label="Enlarge Raster"]')
    expect(await page.isVisible('.pad')).toBe(true)
    expect(errors).toEqual([])
    await page.context().close()
  })

  for (const [width, height, deviceScaleFactor] of [
    [1280, 720, 1],
    [1920, 1080, 2],
    [3840, 2160, 1],
  ])
    test(`at ${width} x ${height}, ${deviceScaleFactor}x, nothing runs out of the page`, async () => {
      const { page, errors } = await stand.open({ viewport: { width, height }, deviceScaleFactor })
      await untilTested(page)
      await page.keyboard.press('8')
      await untilAnswer(page)
      expect(await page.evaluate(outside)).toEqual([])
      expect(errors).toEqual([])
      await page.context().close()
    })
})

/** What lies outside the window or its panel, by class. */
const outside = (): string[] => {
  const view = { left: 0, top: 0, right: innerWidth, bottom: innerHeight }
  const isIn = (e: Element, around: { left: number; top: number; right: number; bottom: number }) => {
    const box = e.getBoundingClientRect()
    const inside = box.left >= around.left - 0.5 && box.right <= around.right + 0.5
    return box.width === 0 || (inside && box.top >= around.top - 0.5 && box.bottom <= around.bottom + 0.5)
  }
  const parts = [...document.querySelectorAll('.panel > header *, .status, .pad-body *, .settings .primary')]
  const panels = [...document.querySelectorAll('.panel, .top, .top *')]
  const out = [
    ...parts.filter(e => !e.closest('svg') && !isIn(e, e.closest('.panel')!.getBoundingClientRect())),
    ...panels.filter(e => !isIn(e, view)),
  ]
  return out.map(e => e.getAttribute('class') ?? e.tagName)
}
