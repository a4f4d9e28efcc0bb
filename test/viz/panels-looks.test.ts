/** The looks of the panels of energy and effects: pictures, accessibility, saving, and runs that are hostile or broken. */
import { truncateSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { RunFolder } from '../../src/node/folder.ts'
import { recordings } from '../../src/node/recordings.ts'
import { describePage } from './browser.ts'
import { download, openRun, rested } from './figure-page.ts'
import { agreementRun, cheaperRun, evilRun, idOf, planeRun, windowsRun } from './figure-runs.ts'
import { makeRun } from './fixture.ts'
import { compare, violations } from './kept.ts'

const runs: Record<string, RunFolder> = {}

describePage(
  'looks of the panels of energy and effects',
  out => {
    runs.agreement = agreementRun(out, 1)
    runs.second = agreementRun(out, 2)
    runs.cheaper = cheaperRun(out)
    runs.plain = makeRun({ out, name: 'plain', images: 1, epochs: 1, hidden: 10 })
  },
  stand => {
    const open = (run: RunFolder, hash: string, options = {}) => openRun(stand, run, hash, options)
    const ready = async () => {
      runs.plane ??= await planeRun(stand.runs)
      runs.windows ??= await windowsRun(stand.runs)
    }

    const screens = [
      { run: 'plane', hash: 'tab=energy&choose=potential:adaptive.soma.v', panels: ['potentials', 'energy', 'plane'] },
      { run: 'windows', hash: 'tab=effects', panels: ['effect', 'jump', 'matrix'] },
      { run: 'agreement', hash: 'tab=effects', panels: ['agreement'], compare: true },
      { run: 'cheaper', hash: 'tab=energy', panels: ['cost'], compare: true },
    ]
    for (const theme of ['light', 'dark'] as const)
      for (const screen of screens)
        test(`${screen.run}, ${theme}: as kept, and accessible`, async () => {
          await ready()
          const others = screen.compare ? `&with=${[runs.agreement, runs.second].map(r => idOf(r.path)).join(',')}` : ''
          const { page, errors } = await open(runs[screen.run], screen.hash + others, { colorScheme: theme })
          const blank = await page.context().newPage()
          for (const panel of screen.panels) {
            const shot = await page.locator(`[data-panel=${panel}]`).screenshot({ animations: 'disabled' })
            await compare(blank, `${screen.run}-${panel}-${theme}`, shot)
          }
          expect(await violations(page)).toEqual([])
          expect(errors).toEqual([])
          await page.context().close()
        })

    test('a run without energies, windows or agreement has no such tabs', async () => {
      const { page } = await open(runs.plain, '')
      expect(await page.locator('[role=tab]').allTextContents()).toEqual(['Activity', 'Learning', 'Weights', 'Network'])
      await page.context().close()
    })

    test('every panel saves SVG and PNG', async () => {
      await ready()
      const saved = async (run: RunFolder, tab: string, panels: string[]) => {
        const { page, errors } = await open(run, `tab=${tab}`)
        for (const panel of panels) {
          const svg = await download(page, panel, 'SVG')
          expect(svg, panel).toMatch(/<(path|line|circle|rect)/)
          expect(svg, panel).not.toContain('NaN')
          expect((await download(page, panel, 'PNG')).slice(1, 4), panel).toBe('PNG')
        }
        expect(errors).toEqual([])
        await page.context().close()
      }
      await saved(runs.plane, 'energy', ['potentials', 'energy', 'plane'])
      await saved(runs.windows, 'effects', ['effect', 'jump', 'matrix'])
      await saved(runs.agreement, 'effects', ['agreement', 'matrix'])
      await saved(runs.cheaper, 'energy', ['cost'])
    })

    test('markup in names stays text; what is no number is not drawn', async () => {
      const evil = evilRun(stand.runs, '<img src=x onerror="window.hacked=1">')
      for (const tab of ['energy', 'effects']) {
        const { page, errors } = await stand.open(
          `run=${idOf(evil.path)}&tab=${tab}&choose=neuron:<b>;windows:__proto__`,
        )
        await page.waitForSelector(`.page-${tab}.current .panel`)
        await rested(page)
        expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined()
        expect(await page.locator('#app img, #app b').count()).toBe(0)
        expect(await page.locator('.panel-fault').count()).toBe(0)
        expect(errors).toEqual([])
        await page.context().close()
      }
    })

    test('a file of windows that is cut short is named, and the rest is shown', async () => {
      const broken = await windowsRun(stand.runs, 'e')
      truncateSync(recordings(broken, 'spikes', 'lk.close')[0].path, 5000)
      const { page, errors } = await stand.open(`run=${idOf(broken.path)}&tab=effects`)
      await page.waitForSelector('.problems:visible')
      await page.click('.problems')
      expect(await page.textContent('dialog')).toContain('lk.close-000000000020.safetensors')
      await page.keyboard.press('Escape')
      expect(await page.textContent('[data-panel=effect] .hint')).toContain('neuron 0 of lk')
      expect(errors).toEqual([])
      await page.context().close()
    })
  },
)
