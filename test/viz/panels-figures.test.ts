/** The panels of energy and effects in the browser: what they show is what the run recorded. */
import { readFileSync, truncateSync } from 'node:fs'
import { csvParse } from 'd3'
import type { Download, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { piecewiseLinear } from '../../src/measure/discontinuity/linear.ts'
import { addWindow, noWindows, within } from '../../src/measure/discontinuity/windows.ts'
import { fitLine } from '../../src/measure/moments.ts'
import type { RunFolder } from '../../src/node/folder.ts'
import { readRecording, recordings } from '../../src/node/recordings.ts'
import { describePage, hashOf, settle } from './browser.ts'
import { agreementRun, cheaperRun, evilRun, idOf, planeRun, windowsRun } from './figure-runs.ts'
import { makeRun } from './fixture.ts'
import { compare, violations } from './kept.ts'

const runs: Record<string, RunFolder> = {}

/** The numbers of a recorded column; the files of a run one after the other. */
const recorded = (run: RunFolder, kind: 'spikes' | 'traces', name: string, part: string): number[] =>
  recordings(run, kind, name).flatMap(file => [
    ...(readRecording(file.path).columns.find(c => c.name === part)!.data as Float32Array),
  ])

const download = async (page: Page, panel: string, format: string): Promise<string> => {
  const [file] = await Promise.all<unknown>([
    page.waitForEvent('download'),
    page
      .click(`[data-panel=${panel}] summary`)
      .then(() => page.click(`[data-panel=${panel}] [aria-label="Save what is visible as ${format}"]`)),
  ])
  return readFileSync(await (file as Download).path(), format === 'PNG' ? 'latin1' : 'utf8')
}
const csv = async (page: Page, panel: string) => csvParse(await download(page, panel, 'CSV'))

/** Waits until nothing on the page has changed for a while: files have arrived and are drawn. */
const rested = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const drawn = () => document.querySelector('.workspace')?.innerHTML ?? ''
    const wait = () => new Promise(done => setTimeout(done, 100))
    let same = 0
    for (let last = drawn(); same < 3; last = drawn()) {
      await wait()
      same = drawn() === last && !last.includes('Not all windows') ? same + 1 : 0
    }
  })

/** Value at a height of an axis, from the places and texts of its ticks. */
const axisOf = async (page: Page, panel: string): Promise<(px: number) => number> => {
  const ticks = await page.$$eval(`[data-panel=${panel}] .y.axis .tick`, all =>
    all.map(t => ({
      at: Number(/,([-\d.]+)\)/.exec(t.getAttribute('transform')!)![1]) - 0.5, // d3 moves ticks to the middle of a pixel
      value: Number(t.textContent!.replace('−', '-').replaceAll(',', '')),
    })),
  )
  const [a, b] = [ticks[0], ticks[ticks.length - 1]]
  return px => a.value + ((px - a.at) * (b.value - a.value)) / (b.at - a.at)
}

describePage(
  'panels of energy and effects',
  out => {
    runs.agreement = agreementRun(out, 1)
    runs.second = agreementRun(out, 2)
    runs.cheaper = cheaperRun(out)
    runs.plain = makeRun({ out, name: 'plain', images: 1, epochs: 1, hidden: 10 })
  },
  stand => {
    const open = async (run: RunFolder, hash: string, options = {}) => {
      const opened = await stand.open(`run=${idOf(run.path)}&${hash}`, options)
      await rested(opened.page)
      return opened
    }
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

    describe('energy', () => {
      test('the table is what was recorded, with the barrier and without', async () => {
        await ready()
        const { page } = await open(runs.plane, 'tab=energy&t=10,60')
        const rows = (await csv(page, 'energy')).filter(r => r.population === 'adaptive')
        const [h, power] = ['energy', 'power'].map(n => recorded(runs.plane, 'traces', `${n}.adaptive`, 'value'))
        expect(rows.map(r => Number(r.energy))).toEqual(h.slice(10, 60))
        expect(rows.map(r => Number(r.energy_without_barrier))).toEqual(power.slice(10, 60))
        // A unit above threshold costs psi times its height more: only then do they differ.
        expect(h.slice(0, 300).some((x, i) => x > power[i] + 1e-3)).toBe(true)
        await page.context().close()
      })

      test('potentials and the marks at threshold', async () => {
        await ready()
        const { page } = await open(runs.plane, 'tab=energy&t=0,300')
        const rows = await csv(page, 'potentials')
        const value = recorded(runs.plane, 'traces', 'constant.soma.v', 'value')
        const unit = rows.filter(r => r.unit === '1')
        expect(unit.map(r => Number(r['constant.soma.v']))).toEqual(value.filter((_, i) => i % 2 === 1))
        const spikes = recorded(runs.plane, 'spikes', 'constant.spike', 'tick')
        expect(rows.filter(r => r.spike === '1')).toHaveLength(spikes.length)
        const marks = page.locator('[data-panel=potentials] .marks path')
        expect(await marks.count()).toBe(spikes.length)
        const axis = await axisOf(page, 'potentials')
        const at = await marks.first().evaluate(e => Number(/,([-\d.]+)l/.exec(e.getAttribute('d')!)![1]))
        expect(axis(at)).toBeCloseTo(0, 3)
        await page.context().close()
      })

      test('the plane: its path, its spikes, and where a unit has no drive', async () => {
        await ready()
        const { page } = await open(runs.plane, 'tab=energy&t=0,300&choose=x:unit 1;y:unit 0')
        const rows = await csv(page, 'plane')
        const value = recorded(runs.plane, 'traces', 'constant.soma.v', 'value')
        const steps = rows.filter(r => /^\d+$/.test(r.tick))
        expect(steps.map(r => Number(r['constant.soma.v 1']))).toEqual(value.filter((_, i) => i % 2 === 1))
        expect(steps.map(r => Number(r['constant.soma.v 0']))).toEqual(value.filter((_, i) => i % 2 === 0))
        // Q + 2 I with Q = [[0, .5], [-.3, 0]], b = (.3, .04); x is unit 1.
        const line = (unit: number) => rows.find(r => r.tick === `no drive on unit ${unit}`)!
        const numbers = (unit: number) =>
          ['constant.soma.v 1', 'constant.soma.v 0', 'spikes'].map((_, i) => Number(Object.values(line(unit))[i + 2]))
        expect(numbers(0)).toEqual([Math.fround(0.5), 2, Math.fround(0.3)])
        expect(numbers(1)).toEqual([2, Math.fround(-0.3), Math.fround(0.04)])
        const spikes = recorded(runs.plane, 'spikes', 'constant.spike', 'tick').length
        expect(await page.locator('[data-panel=plane] .crossings circle').count()).toBe(spikes)
        await page.context().close()
      })

      test('the clock moves the dot of the plane', async () => {
        await ready()
        const { page } = await open(runs.plane, 'tab=energy&t=0,300&now=5')
        const place = () => page.locator('[data-panel=plane] .ends .now').getAttribute('cx')
        const before = await place()
        await page.keyboard.press('End')
        await settle(page)
        expect(await place()).not.toBe(before)
        await page.context().close()
      })

      test('error against spikes: a point a run, a line through the means of settings', async () => {
        const others = [runs.agreement, runs.second].map(r => idOf(r.path)).join(',')
        const { page } = await open(runs.cheaper, `tab=energy&with=${others}`)
        await page.waitForSelector('[data-panel=cost] .points circle:nth-child(3)', { state: 'attached' })
        const rows = await csv(page, 'cost')
        expect(rows.map(r => [Number(r['spikes of an image']), Number(r.test_error)])).toEqual([
          [400, 0.125],
          [1800, 0.2 * 0.8 ** 6],
          [1900, 0.2 * 0.8 ** 6],
        ])
        expect(await page.locator('[data-panel=cost] .joined path').count()).toBe(1)
        await page.selectOption('[aria-label=cost]', 'synaptic operations of an image')
        await settle(page)
        const operations = (await csv(page, 'cost')).map(r => Number(r['synaptic operations of an image']))
        expect(operations).toEqual([1234, 16_000, 16_000])
        expect(await page.getAttribute('[data-panel=cost] svg[role=img]', 'aria-label')).toContain('12.50 %')
        await page.context().close()
      })
    })

    describe('effects', () => {
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
