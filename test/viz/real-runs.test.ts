/** Real runs of experiments of the package: what the page shows of them fits, at 1280 x 720 and at 4K, and says its units. */
import { expect, test } from 'vitest'
import gtEnergy from '../../experiments/gt-energy.ts'
import hello from '../../experiments/hello.ts'
import rddAlign from '../../experiments/rdd-align.ts'
import type { RunFolder } from '../../src/node/folder.ts'
import { describePage, type OpenPage, rasterReady, settle } from './browser.ts'
import { idOf, realRun } from './figure-runs.ts'
import { compare } from './kept.ts'
import { misplacedTexts } from './texts.ts'

const runs: Record<string, RunFolder> = {}
const makers = {
  hello: (out: string) => realRun(out, hello, 'c'),
  energy: (out: string) => realRun(out, gtEnergy, 'd'),
  align: (out: string) => realRun(out, { ...rddAlign, train: rddAlign.train.slice(0, 3) }, 'e'),
}

describePage(
  'real runs on the page',
  () => {},
  stand => {
    const open = async (name: keyof typeof makers, hash: string, options = {}): Promise<OpenPage> => {
      runs[name] ??= await makers[name](stand.runs)
      return stand.open(`run=${idOf(runs[name].path)}${hash}`, options)
    }
    const tabsOf = ({ page }: OpenPage) => page.locator('[role=tab]').allTextContents()

    for (const name of Object.keys(makers) as (keyof typeof makers)[])
      for (const [width, height] of [
        [1280, 720],
        [3840, 2160],
      ])
        test(`${name} at ${width} x ${height}: no text is cut off or runs into another`, async () => {
          const opened = await open(name, '', { viewport: { width, height } })
          const { page, errors } = opened
          for (const [i] of (await tabsOf(opened)).entries()) {
            await page.click(`[role=tab] >> nth=${i}`)
            await page.waitForTimeout(300)
            await settle(page)
            expect(await misplacedTexts(page)).toEqual([])
          }
          expect(errors).toEqual([])
          await page.context().close()
        }, 60_000)

    for (const [theme, width, height] of [
      ['light', 1280, 720],
      ['dark', 3840, 2160],
    ] as const)
      test(`potentials in mV and projections of populations to themselves, ${theme}, ${width} wide: as kept`, async () => {
        const options = { colorScheme: theme, viewport: { width, height } }
        for (const [name, tab, panel] of [
          ['hello', 'activity', 'traces'],
          ['energy', 'network', 'network'],
        ] as const) {
          const { page } = await open(name, `&tab=${tab}`, options)
          await page.waitForSelector(tab === 'activity' ? '.panel-traces .series path' : '.node')
          await page.waitForTimeout(300)
          const shot = await page.locator(`[data-panel=${panel}]`).screenshot({ animations: 'disabled' })
          await compare(await page.context().newPage(), `${name}-${panel}-${theme}-${width}`, shot)
          await page.context().close()
        }
      })

    test('a run has the tabs that it can feed, and opens at the first that shows something', async () => {
      const told = await open('hello', '')
      expect(await tabsOf(told)).toEqual(['Activity', 'Weights', 'Network'])
      expect(await told.page.isVisible('.transport')).toBe(true)
      await told.page.context().close()
      const still = await open('align', '')
      expect(await tabsOf(still)).toEqual(['Activity', 'Effects', 'Weights', 'Network'])
      expect(await still.page.getAttribute('#tab-effects', 'aria-selected')).toBe('true')
      expect(await still.page.isVisible('.transport'), 'a clock without recorded time').toBe(false)
      await still.page.context().close()
    })

    test('voltages and weights say their units; without images there is no talk of them', async () => {
      const { page } = await open('hello', '')
      await rasterReady(page)
      await page.waitForSelector('.panel-traces .legend text:text("soma.v (mV)")')
      expect(await page.textContent('.panel-rates')).toContain('mean of 4 presentations in view')
      await page.click('#tab-weights')
      await page.waitForSelector('.panel-weights .status :text("50 pA")')
      expect(await page.textContent('.panel-weights .x.axis')).toContain('pA')
      await page.click('#tab-network')
      await page.focus('.edge')
      await page.keyboard.press('Enter')
      expect(await page.textContent('.details')).toContain('pA')
      await page.context().close()
    })

    test('variables of a unit have colours of their own, and every curve its entry in the legend', async () => {
      const { page } = await open('energy', '')
      await rasterReady(page)
      const entries = page.locator('.panel-traces .trace-row').first().locator('.legend line')
      const colours = await entries.evaluateAll(lines => lines.map(line => line.getAttribute('stroke')))
      expect(colours.length).toBe(3)
      expect(new Set(colours).size).toBe(3)
      await page.click('#tab-learning')
      await page.waitForSelector('.panel-learning .series circle')
      const shown = await page.$$eval('.panel-learning .legend > g', all =>
        all.filter(g => g.getBoundingClientRect().width > 0).map(g => g.textContent),
      )
      expect(shown).toContain('drive.falls')
      await page.context().close()
    })

    test('weights of an epoch that changed other columns only are those before', async () => {
      const { page } = await open('align', '&tab=weights&projection=rdd&epoch=1')
      await page.waitForSelector('.panel-weights .rows-text:text("neurons 1 to")')
      expect(await page.locator('.panel-weights .reason').count()).toBe(0)
      await page.context().close()
    })
  },
)
