/** The playground in headless Chromium: it trains, answers what is drawn, and trains again with other settings. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import {
  describePlayground,
  digitSpikes,
  drawOn,
  imagesShown,
  ONE,
  rowsShown,
  untilAnswer,
  untilRows,
  untilSpikes,
  untilState,
  untilTested,
} from './playground-browser.ts'

describePlayground('the playground', stand => {
  for (const from of ['server', 'file'] as const)
    test(`from ${from}: trains by itself, tests itself, and answers what is drawn, spike by spike`, async () => {
      const { page, errors, requests } = await stand.open({ from, reducedMotion: 'no-preference' })
      expect(await untilSpikes(page)).toBeGreaterThan(50)
      expect(await rowsShown(page)).toBe('neurons 1 to 110 of 110')
      await drawOn(page, ONE)
      const answer = await untilAnswer(page)
      await page.waitForSelector('.panel-digit .veil:not([display=none])', { state: 'attached' }) // it plays
      await page.waitForSelector(`.bar-row.answer[data-digit="${answer}"]`) // and ends
      const said = new RegExp(`^Answer ${answer}\\. Spikes for the digits 0 to 9: `)
      expect(await page.getAttribute('.bars', 'aria-label')).toMatch(said)
      expect(await digitSpikes(page)).toBeGreaterThan(20)
      await page.click('text=clear')
      expect(await page.getAttribute('.bars', 'aria-label')).toMatch(/none yet$/)
      await untilTested(page)
      const state = await page.textContent('[data-testid=state]')
      expect(state).toMatch(/^training · wasm · epoch \d+ of 60 · [\d,]+ images/)
      expect(await page.locator('.panel-curve .series path').count()).toBe(2)
      expect(elsewhere(page, requests)).toEqual([])
      expect(await policyOf(page)).toMatch(/^default-src 'none'; script-src [^;*]*; /)
      expect(errors).toEqual([])
      await page.context().close()
    }, 120_000)

  test('a digit is drawn with the keyboard, or chosen', async () => {
    const { page, errors } = await stand.open()
    await untilState(page, 'running')
    await page.focus('.pad')
    for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowUp')
    await page.keyboard.press(' ')
    for (let i = 0; i < 14; i++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press(' ')
    await untilAnswer(page)
    expect(await digitSpikes(page)).toBeGreaterThan(20)
    expect(await page.textContent('[data-testid=state]')).toMatch(/^training/) // Space was for the pad
    await page.keyboard.press('Delete')
    await page.keyboard.press('7')
    await untilAnswer(page)
    await page.click('[aria-label="An example of the digit 4"]')
    await untilAnswer(page)
    await page.keyboard.press('e')
    await untilAnswer(page)
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('a learning rate acts at once; cells, feedback and rule ask for a new run, which keeps the old curve', async () => {
    const { page, errors } = await stand.open({ hash: '#hidden=30&feedback=sparse' })
    await untilSpikes(page)
    expect(await rowsShown(page)).toBe('neurons 1 to 40 of 40')
    await page.fill('#field-eta', '0.25')
    await page.press('#field-eta', 'Enter')
    await untilTested(page)
    expect(await imagesShown(page)).toBeGreaterThanOrEqual(2000) // the same run
    expect(await page.locator('.restart.wanted').count()).toBe(0)
    await page.selectOption('#choice-feedback-to-the-hidden-cells', 'symmetric')
    await page.fill('#field-hidden', '20')
    await page.press('#field-hidden', 'Enter')
    await page.click('.restart.wanted')
    await untilRows(page, 'neurons 1 to 30 of 30')
    expect(new URL(page.url()).hash).toBe('#feedback=symmetric&hidden=20&eta=0.25')
    await page.selectOption('#choice-learning-rule', 'single')
    expect(await page.locator('#field-hidden').count()).toBe(0)
    expect(await page.isVisible('#choice-feedback-to-the-hidden-cells')).toBe(false)
    await page.keyboard.press('Escape')
    await page.click('.restart.wanted')
    await untilRows(page, 'neurons 1 to 10 of 10')
    await untilTested(page)
    expect(await page.locator('.panel-curve .series path').count()).toBe(3)
    expect(await page.locator('.restart.wanted').count()).toBe(0)
    expect(errors).toEqual([])
    await page.context().close()
  }, 120_000)

  test('the growth transform trains and answers', async () => {
    const { page, errors } = await stand.open({ hash: '#rule=growth&units=20' })
    await untilTested(page)
    await page.keyboard.press('3')
    await untilAnswer(page)
    expect(await digitSpikes(page)).toBeGreaterThan(20)
    expect(errors).toEqual([])
    await page.context().close()
  }, 120_000)

  test('pause, one image, go on; the raster follows until somebody looks', async () => {
    const { page, errors } = await stand.open()
    await untilSpikes(page)
    await page.click('[aria-label=Pause]')
    await untilState(page, 'paused')
    await page.waitForTimeout(300)
    const rested = await imagesShown(page)
    await page.waitForTimeout(300)
    expect(await imagesShown(page)).toBe(rested)
    await page.keyboard.press('.')
    const next = `${(rested + 1).toLocaleString('en')} images`
    await page.waitForFunction(text => document.querySelector('[data-testid=state]')!.textContent!.includes(text), next)
    await page.keyboard.press('5') // it answers while it rests
    await untilAnswer(page)
    await page.keyboard.press(' ')
    await untilState(page, 'running')
    expect(await page.getAttribute('.live', 'aria-pressed')).toBe('true')
    const box = (await page.locator('#raster-plot').boundingBox())!
    await page.mouse.move(box.x + 100, box.y + 100)
    await page.mouse.wheel(0, -200)
    await page.waitForSelector('.live[aria-pressed=false]')
    await page.click('.live')
    await page.waitForSelector('.live[aria-pressed=true]')
    expect(errors).toEqual([])
    await page.context().close()
  })
})

/** What was asked from anywhere but the page's own host. */
const elsewhere = (page: Page, requests: readonly string[]): string[] => {
  const { host } = new URL(page.url())
  return requests.filter(url => !/^(data|blob):/.test(url) && new URL(url).host !== host)
}

const policyOf = (page: Page) => page.getAttribute('meta[http-equiv=Content-Security-Policy]', 'content')
