/** The panels of energy in the browser: what they show is what the run recorded. */
import { expect, test } from 'vitest'
import type { RunFolder } from '../../src/node/folder.ts'
import { describePage, settle } from './browser.ts'
import { axisOf, csv, openRun, recorded } from './figure-page.ts'
import { agreementRun, cheaperRun, idOf, planeRun } from './figure-runs.ts'

const runs: Record<string, RunFolder> = {}

describePage(
  'panels of energy',
  out => {
    runs.agreement = agreementRun(out, 1)
    runs.second = agreementRun(out, 2)
    runs.cheaper = cheaperRun(out)
  },
  stand => {
    const open = (run: RunFolder, hash: string, options = {}) => openRun(stand, run, hash, options)
    const ready = async () => {
      runs.plane ??= await planeRun(stand.runs)
    }

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
  },
)
