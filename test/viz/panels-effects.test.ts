/** The panels of causal effects in the browser: what they show is what the estimators say of the recorded windows. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { piecewiseLinear } from '../../src/measure/discontinuity/linear.ts'
import { addWindow, noWindows, within } from '../../src/measure/discontinuity/windows.ts'
import { fitLine } from '../../src/measure/moments.ts'
import type { RunFolder } from '../../src/node/folder.ts'
import { describePage, hashOf } from './browser.ts'
import { axisOf, csv, openRun, recorded, rested } from './figure-page.ts'
import { agreementRun, idOf, windowsRun } from './figure-runs.ts'

const runs: Record<string, RunFolder> = {}

describePage(
  'panels of effects',
  out => {
    runs.agreement = agreementRun(out, 1)
    runs.second = agreementRun(out, 2)
  },
  stand => {
    const open = (run: RunFolder, hash: string, options = {}) => openRun(stand, run, hash, options)
    const ready = async () => {
      runs.windows ??= await windowsRun(stand.runs)
    }

    /** Sums of one neuron of all runs, by the estimator itself from the file. */
    const sumsOf = (neuron: number, margin: number) => {
      const [unit, drive, reward, spikes] = ['unit', 'effect.drive', 'effect.reward', 'effect.spikes'].map(part =>
        recorded(runs.windows, 'spikes', 'lk.close', part),
      )
      const sums = noWindows({ threshold: 0, margin: within(margin) })
      unit.forEach((u, i) => {
        if (u % 2 === neuron) addWindow(sums, drive[i], reward[i], spikes[i] > 0)
      })
      return sums
    }

    test('the last estimate is that of all windows; the truth stands beside it', async () => {
      await ready()
      const { page, errors } = await open(runs.windows, 'tab=effects')
      const rows = await csv(page, 'effect')
      const last = rows.filter(r => r.estimator === 'linear p=0.3').at(-1)!
      const { estimate, error } = piecewiseLinear(sumsOf(0, 0.3))
      expect([Number(last.estimate), Number(last.error)]).toEqual([estimate, error])
      expect(Number(last.windows)).toBe(20 * 400)
      expect(Number(last.truth)).toBeCloseTo(3, 5)
      expect(Math.abs(estimate! - 3)).toBeLessThan(4 * error!)
      expect(errors).toEqual([])
      await page.context().close()
    })

    test('a choice by keyboard is seen by all panels, and kept in the address', async () => {
      await ready()
      const { page } = await open(runs.windows, 'tab=effects')
      await page.focus('[data-panel=jump] [aria-label=neuron]')
      await page.keyboard.press('ArrowDown')
      await page.focus('[data-panel=jump] [aria-label=margin]')
      await page.keyboard.press('ArrowUp')
      expect((await hashOf(page)).get('choose')).toBe('neuron:1;margin:0.1')
      await page.waitForFunction(() =>
        document.querySelector('[data-panel=effect]')?.textContent?.includes('neuron 1 of lk'),
      )
      expect(await page.inputValue('[data-panel=effect] [aria-label=neuron]')).toBe('1')
      const rows = await csv(page, 'effect')
      expect(Number(rows.at(-1)!.truth)).toBeCloseTo(-2, 5)
      const again = await page.context().newPage()
      await again.goto(page.url())
      await again.waitForFunction(() => document.querySelector('[data-panel=jump]')?.textContent?.includes('± 0.1'))
      expect(await again.inputValue('[data-panel=jump] [aria-label=neuron]')).toBe('1')
      await page.context().close()
    })

    test('the discontinuity: bins, lines and their gap, as numbers and on the screen', async () => {
      await ready()
      const { page } = await open(runs.windows, 'tab=effects&choose=neuron:1;margin:1')
      const rows = await csv(page, 'jump')
      const sums = sumsOf(1, 1)
      const [below, above] = [fitLine(sums.below)!, fitLine(sums.above)!]
      const of = (what: string) => Number(rows.find(r => r.what === what)!.mean_reward)
      expect([of('line below: at threshold'), of('line below: slope')]).toEqual([below.intercept, below.slope])
      expect([of('line above: at threshold'), of('line above: slope')]).toEqual([above.intercept, above.slope])
      expect(of('jump')).toBe(piecewiseLinear(sums).estimate)
      const bins = rows.filter(r => r.what === 'bin')
      expect(bins.reduce((n, r) => n + Number(r.windows), 0)).toBe(sums.below.n + sums.above.n)
      const axis = await axisOf(page, 'jump')
      const gap = page.locator('[data-panel=jump] .gap line')
      const [y1, y2] = await gap.evaluate(e => ['y1', 'y2'].map(name => Number(e.getAttribute(name))))
      expect(axis(y1)).toBeCloseTo(below.intercept, 2)
      expect(axis(y2)).toBeCloseTo(above.intercept, 2)
      expect(await page.locator('[data-panel=jump] .bins circle').count()).toBe(bins.length)
      await page.context().close()
    })

    test('one run of many by itself', async () => {
      await ready()
      const { page } = await open(runs.windows, 'tab=effects&choose=run:7')
      expect(Number((await csv(page, 'effect')).at(-1)!.windows)).toBe(400)
      await page.context().close()
    })

    test('effects as a matrix: neurons by estimators, and feedback beside forward weights', async () => {
      await ready()
      const { page } = await open(runs.windows, 'tab=effects')
      const rows = await csv(page, 'matrix')
      const linear = rows.find(r => r.row === 'linear p=0.3')!
      expect([0, 1].map(i => Number(linear[String(i)]))).toEqual(
        [0, 1].map(i => piecewiseLinear(sumsOf(i, 0.3)).estimate),
      )
      await page.goto(`${stand.server.url}#run=${idOf(runs.agreement.path)}&tab=effects`)
      await page.waitForSelector('[data-panel=matrix] canvas >> nth=1')
      await page.waitForFunction(() =>
        document.querySelector('[data-panel=matrix]')?.textContent?.includes('Forward weights: w2'),
      )
      await rested(page)
      const weights = await csv(page, 'matrix')
      const found = weights.filter(r => r.matrix === 'Effects found: feedback')
      const forward = weights.filter(r => r.matrix === 'Forward weights: w2')
      expect([found.length, forward.length]).toEqual([10, 10])
      // w2 is [20 below][10 above], feedback [10][20]; both are shown with the upper layer as rows.
      expect(Number(found[3]['7'])).toBe(Math.fround(Math.sin(3 * 20 + 7)))
      expect(Number(forward[3]['7'])).toBe(Math.fround(Math.sin(7 * 10 + 3)))
      await page.hover('[data-panel=matrix] .matrix-plot >> nth=0', { position: { x: 60, y: 60 } })
      expect(await page.textContent('[data-panel=matrix] .tooltip')).toMatch(/^\d+, \d+-?[\d.]+/)
      await page.context().close()
    })

    test('agreement: every measure of every layer, runs of one experiment averaged', async () => {
      const { page } = await open(runs.agreement, `tab=effects&with=${idOf(runs.second.path)}`)
      await page.waitForSelector('[data-panel=agreement] .bands path', { state: 'attached' })
      const rows = await csv(page, 'agreement')
      const at = rows.filter(r => r.epoch === '4' && r.layer === 'hidden' && r.measure === 'cosine')
      expect(at).toHaveLength(2)
      const scores = readFileSync(`${runs.agreement.path}/scores.jsonl`, 'utf8')
        .trim()
        .split('\n')
        .map(l => JSON.parse(l))
      expect(Number(at[0].value)).toBe(scores.find(s => s.epoch === 4).agreement.hidden.cosine)
      expect(await page.textContent('[data-panel=agreement] .hint')).toContain('hidden: Y = feedback, W = w2')
      await page.context().close()
    })
  },
)
