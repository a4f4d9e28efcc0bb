import { readFileSync } from 'node:fs'
import type { Download, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { appendScore, openRun, updateRun } from '../../src/node/folder.ts'
import { writeSpikes } from '../../src/node/recordings.ts'
import { describePage, hashOf, rasterReady, settle, windowOf } from './browser.ts'
import { makeRun, makeSpikeRun, manySpikes, shown } from './fixture.ts'

const paths: string[] = []
let livePath = ''
const idOf = (path: string) => path.split('/').slice(-2).join('/')
const nowOf = async (page: Page) => Number((await hashOf(page)).get('now') ?? 0)

describePage(
  'the page',
  runs => {
    for (const seed of [1, 2, 3]) paths.push(makeRun({ out: runs, seed, images: 4, epochs: 3, hidden: 40 }).path)
    const live = makeSpikeRun(runs, 'live', 20, manySpikes(2000, 20, 2))
    updateRun(live, { state: 'running' })
    livePath = live.path
  },
  stand => {
    const main = () => `run=${idOf(paths[2])}`

    test('without a link it opens the newest run, and the hash tells it', async () => {
      const { page, errors } = await stand.open()
      await rasterReady(page)
      expect((await hashOf(page)).get('run')).toBe(idOf(livePath))
      expect(errors).toEqual([])
      await page.context().close()
    })

    test('a link brings back run, window, clock, order, pins and tab', async () => {
      const link = `${main()}&t=140,420&now=200&rows=0.1,0.6&pins=hidden:3&tab=network&sort=rate&colour=label`
      const { page } = await stand.open(link)
      const hash = await hashOf(page)
      for (const [key, value] of new URLSearchParams(link)) expect(hash.get(key), key).toBe(value)
      expect(await page.getAttribute('#tab-network', 'aria-selected')).toBe('true')
      expect(await page.textContent('.now')).toContain('200 ms')
      await page.context().close()
    })

    test('keys step by spike, phase and image, and play', async () => {
      const { page } = await stand.open(main())
      await rasterReady(page)
      await page.keyboard.press('PageDown')
      expect(await nowOf(page)).toBe(140)
      await page.keyboard.press(']')
      expect(await nowOf(page)).toBe(220)
      await page.keyboard.press('[')
      expect(await nowOf(page)).toBe(140)
      await page.keyboard.press('u')
      await page.keyboard.press('.')
      const spike = await nowOf(page)
      expect(spike).toBeGreaterThan(140)
      await page.keyboard.press('.')
      await page.keyboard.press(',')
      expect(await nowOf(page)).toBe(spike)
      await page.keyboard.press('p')
      expect((await hashOf(page)).get('pins')).toMatch(/^(hidden|output):\d+$/)
      await page.keyboard.press('>')
      // The select follows the clock with the next frame.
      await page.waitForFunction(
        () => document.querySelector<HTMLSelectElement>('[aria-label=Speed]')!.value === '×0.2',
      )
      await page.keyboard.press('Space')
      await page.waitForFunction(
        before => Number(document.querySelector('.overview')!.getAttribute('aria-valuenow')) > before + 20,
        spike,
      )
      await page.keyboard.press('Space')
      await page.waitForSelector('.transport [aria-label=Play]')
      await page.keyboard.press('End')
      expect(await nowOf(page)).toBe(12 * 140)
      await page.context().close()
    })

    test('the theme follows the system as often as it changes, until the reader chooses', async () => {
      const { page } = await stand.open(main(), { colorScheme: 'dark' })
      const is = (theme: string) => page.waitForSelector(`html[data-theme=${theme}]`)
      await is('dark')
      for (const theme of ['light', 'dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme: theme })
        await is(theme)
      }
      await page.keyboard.press('d')
      await is('dark')
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.emulateMedia({ colorScheme: 'light' })
      await is('dark')
      await page.context().close()
    })

    test('keys pan, zoom, sort, colour, unpin, change tab, theme and panel size', async () => {
      const { page, errors } = await stand.open(`${main()}&t=140,280`)
      await rasterReady(page)
      await page.keyboard.press('ArrowRight')
      expect(await windowOf(page)).toEqual([154, 294])
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.press('-')
      const [from, to] = await windowOf(page)
      expect(to - from).toBeCloseTo(175)
      await page.keyboard.press('0')
      expect(await windowOf(page)).toEqual([0, 1680])
      for (const key of ['s', 'c', 'u', 'Shift+ArrowUp', 't']) await page.keyboard.press(key)
      const hash = await hashOf(page)
      expect([hash.get('sort'), hash.get('colour'), hash.get('pins'), hash.get('tab')]).toEqual([
        'rate',
        'label',
        '', // none, where two are pinned at the start
        'learning',
      ])
      expect(hash.get('rows')).toBe('0.1,0.9')
      const before = await page.getAttribute('html', 'data-theme')
      await page.keyboard.press('d')
      expect(await page.getAttribute('html', 'data-theme')).not.toBe(before)
      await page.keyboard.press('1')
      await page.keyboard.press('m')
      expect(await page.isVisible('[data-panel=rates]')).toBe(false)
      await page.keyboard.press('m')
      expect(await page.isVisible('[data-panel=rates]')).toBe(true)
      expect(errors).toEqual([])
      await page.context().close()
    })

    test('? lists every key; Escape closes the list', async () => {
      const { page } = await stand.open(main())
      await page.keyboard.press('?')
      const shown = await page.locator('dialog kbd').allTextContents()
      for (const key of ['Space', '<', '>', ',', '.', '[', ']', 'PageUp', 'Home', '←', '0', 's', 'm', 'o', 'd', '?'])
        expect(shown).toContain(key)
      await page.keyboard.press('Escape')
      await page.waitForSelector('dialog', { state: 'detached' }) // closing tells it in a task of its own
      await page.context().close()
    })

    test('the list of runs opens a run and lays others over its curves', async () => {
      const { page } = await stand.open(main())
      await page.keyboard.press('o')
      for (const path of paths.slice(0, 2)) await page.check(`[aria-label="Compare ${idOf(path)}"]`)
      await page.keyboard.press('Escape')
      await page.click('#tab-learning')
      await page.waitForSelector('.panel-learning .bands path')
      expect(await page.textContent('.panel-learning .hint')).toContain('mean of 3 runs (seeds 3, 1, 2), band ± 1 s.d.')
      expect(await page.locator('.panel-learning .series path.faint').count()).toBeGreaterThanOrEqual(6)
      expect((await hashOf(page)).get('with')).toBe(`${idOf(paths[0])},${idOf(paths[1])}`)
      await page.keyboard.press('o')
      await page.click(`[aria-label="Open ${idOf(paths[0])}"]`)
      await page.waitForSelector('.workspace')
      expect((await hashOf(page)).get('run')).toBe(idOf(paths[0]))
      await page.context().close()
    })

    test('the slider of the recorded time moves window and clock', async () => {
      const { page } = await stand.open(`${main()}&t=0,140`)
      const box = (await page.locator('.overview').boundingBox())!
      await page.mouse.click(box.x + box.width / 2, box.y + 10)
      expect(await windowOf(page)).toEqual([770, 910])
      expect(await nowOf(page)).toBeCloseTo(840, -1)
      await page.focus('.overview')
      await page.keyboard.press('Home')
      expect(await nowOf(page)).toBe(0)
      await page.context().close()
    })

    test('weights: epochs, neurons and the value under the pointer', async () => {
      const { page, errors } = await stand.open(`${main()}&tab=weights`)
      await page.waitForSelector('.panel-weights .rows-text:text("neurons 1 to 40 of 40")')
      const last = await page.evaluate(() => document.querySelector<HTMLCanvasElement>('.fields')!.toDataURL())
      await page.fill('[aria-label=Epoch]', '0')
      await page.waitForFunction(() =>
        document.querySelector('.panel-weights .status')?.textContent?.includes('epoch 0'),
      )
      expect(await page.evaluate(() => document.querySelector<HTMLCanvasElement>('.fields')!.toDataURL())).not.toBe(
        last,
      )
      await page.hover('.fields', { position: { x: 20, y: 20 } })
      expect(await page.textContent('.fields-plot .tooltip')).toMatch(/neuron 0from input \d+w -?[\d.]+/)
      await page.selectOption('[aria-label=Projection]', 'w2')
      await page.waitForSelector('.panel-weights .rows-text:text("neurons 1 to 10 of 10")')
      expect(errors).toEqual([])
      await page.context().close()
    })

    test('network: a click shows equations, parameters and units; the units light up at the clock', async () => {
      const { page } = await stand.open(`${main()}&tab=network&now=60`)
      await page.waitForSelector('.node')
      await page.click('.node[aria-label*="population hidden"]')
      const details = await page.textContent('.details')
      for (const part of ['pyramidal', 'g_b', '0.6 /ms', 'v = b + filter(input, memory, kappa)'])
        expect(details).toContain(part)
      await page.focus('.edge[aria-label*=feedback]')
      await page.keyboard.press('Enter')
      expect(await page.textContent('.details')).toContain('broadcast')
      const lit = () =>
        page.evaluate(() => [...document.querySelectorAll<HTMLCanvasElement>('.lights')].map(c => c.toDataURL()).join())
      const before = await lit()
      await page.keyboard.press('PageDown')
      await settle(page)
      expect(await lit()).not.toBe(before)
      await page.context().close()
    })

    test('rates can be aligned to a phase and to an event', async () => {
      const { page } = await stand.open(`${main()}&t=0,560`)
      await rasterReady(page)
      await page.selectOption('[aria-label="Align the histogram to"]', 'target')
      await page.waitForFunction(() =>
        document.querySelector('.panel-rates')?.textContent?.includes('mean of 4 target phases in view'),
      )
      await page.selectOption('[aria-label="Align the histogram to"]', 'hidden.plateau')
      await page.waitForFunction(() =>
        document.querySelector('.panel-rates')?.textContent?.includes('mean of 320 plateau events in view'),
      )
      const left = await page.$$eval(
        '.panel-rates .legend > g',
        all => all.filter(g => g.getAttribute('display')).length,
      )
      expect(left, 'entries of the legend that are left out').toBe(0)
      await page.context().close()
    })

    const save = async (page: Page, panel: string, format: string): Promise<string> => {
      const [download] = await Promise.all<unknown>([
        page.waitForEvent('download'),
        page
          .click(`[data-panel=${panel}] summary`)
          .then(() => page.click(`[data-panel=${panel}] [aria-label="Save what is visible as ${format}"]`)),
      ])
      return readFileSync(await (download as Download).path(), 'latin1')
    }

    test('saves SVG, PNG and CSV of what is visible', async () => {
      const { page, errors } = await stand.open(`${main()}&t=0,140&hide=output`)
      await rasterReady(page)
      const csv = (await save(page, 'raster', 'CSV')).trim().split('\n')
      expect(csv[0]).toBe('tick,time_ms,population,unit')
      const spikes = Number(
        (await page.textContent('[data-testid=raster-status] span:nth-child(2)'))!.replace(/[^\d]/g, ''),
      )
      expect(csv.length - 1).toBe(spikes)
      const svg = await save(page, 'raster', 'SVG')
      expect(svg.match(/M[\d.]+,\d+v\d+/g)).toHaveLength(spikes)
      expect(svg).toContain('hidden')
      const png = await save(page, 'raster', 'PNG')
      expect(png.slice(1, 4)).toBe('PNG')
      expect(png.length).toBeGreaterThan(5000)
      expect(await save(page, 'traces', 'SVG')).toContain('soma.v')
      expect((await save(page, 'traces', 'CSV')).split('\n')[0]).toBe(
        'population,unit,variable,tick,time_ms,value,source',
      )
      expect((await save(page, 'rates', 'CSV')).split('\n')[0]).toBe('kind,population,time_ms,rate_Hz')
      expect(errors).toEqual([])
      await page.context().close()
    })

    test('a run that goes on brings its scores and spikes to the page by itself', async () => {
      const { page, errors } = await stand.open(`run=${idOf(livePath)}`)
      await rasterReady(page)
      expect(await page.isVisible('.live')).toBe(true)
      await page.click('.live')
      const fresh = { tick: Uint32Array.of(1000, 1060), unit: Uint32Array.of(1, 2) }
      stand.server.forward(idOf(livePath), [shown({ 'cells.spike': fresh }, 1000)])
      await page.waitForFunction(() => document.querySelector('.overview')?.getAttribute('aria-valuemax') === '1100')
      expect((await windowOf(page))[1]).toBe(1000)
      await page.click('.live')
      expect((await windowOf(page))[1]).toBe(1100)
      await page.waitForFunction(() => document.querySelector('.answer.wrong')?.textContent?.includes('5'))
      const said = () => page.textContent('[data-testid=raster-status] span:nth-child(3)')
      expect(await said()).toBe('every spike')
      stand.server.forward(idOf(livePath), [shown({}, 1200)]) // and nothing of what was between
      await page.waitForFunction(() => document.querySelector('.overview')?.getAttribute('aria-valuemax') === '1300')
      await settle(page)
      expect(await said()).toBe('the newest come from disk')
      await page.click('.live')
      writeSpikes(openRun(livePath), 'cells.spike', {
        tick: Uint32Array.of(1000, 1200, 1500),
        unit: Uint32Array.of(1, 2, 3),
      })
      appendScore(openRun(livePath), { epoch: 1, testError: 0.3, trainError: 0.35 })
      await page.click('#tab-learning')
      await page.waitForSelector('.panel-learning .series circle')
      expect(errors).toEqual([])
      await page.context().close()
    })

    test('folders dropped on the page open without a server', async () => {
      const { page, errors } = await stand.open('run=nothing/here')
      await page.waitForSelector('[data-state=broken]')
      expect(await page.textContent('.reason')).toContain('no run of this name')
      await page.setInputFiles('input[type=file]', paths[0])
      await rasterReady(page)
      expect(await page.textContent('.rows-text')).toBe('neurons 1 to 50 of 50')
      expect(errors).toEqual([])
      await page.context().close()
    })

    test('a server without runs shows what to do', async () => {
      const { page, errors } = await stand.open('')
      await page.route('**/api/runs', route => route.fulfill({ json: [] }))
      await page.goto(`${stand.server.url}`)
      await page.reload()
      await page.waitForSelector('[data-state=empty]')
      expect(await page.textContent('.state')).toContain('Drop one or several run folders here')
      expect(errors).toEqual([])
      await page.context().close()
    })
  },
)
