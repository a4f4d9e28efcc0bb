import { appendFileSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRun, updateRun } from '../../src/node/folder.ts'
import { writeSpikes } from '../../src/node/recordings.ts'
import { describePage, rasterReady } from './browser.ts'
import { makeRun, makeSpikeRun, manySpikes } from './fixture.ts'

const MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
const ids: Record<string, string> = {}
const idOf = (path: string) => path.split('/').slice(-2).join('/')

/** A run whose every text is markup, a formula or a path. */
const evilRun = (runs: string) => {
  const population = {
    name: MARKUP,
    neuron: MARKUP,
    size: 5,
    params: { [MARKUP]: ['1 ms', MARKUP] },
    compartments: { [MARKUP]: MARKUP },
    equations: { [MARKUP]: { v: MARKUP } },
  }
  const run = createRun(
    runs,
    { name: 'evil', seed: 6, hash: 'e'.repeat(64) },
    {
      dt: 1,
      backend: MARKUP,
      device: MARKUP,
      command: MARKUP,
      populations: [population, { name: '__proto__', neuron: 'constructor', size: 3, params: {} }],
      projections: [
        { name: MARKUP, from: MARKUP, to: `${MARKUP}.soma`, pres: 5, posts: 5, rule: MARKUP, locality: MARKUP },
      ],
      columns: { 'a.spike': { kind: 'spikes', population: MARKUP, units: 5 }, __proto__: { kind: 'spikes' } },
      experiment: { name: MARKUP, __proto__: { polluted: true } },
    },
  )
  writeSpikes(run, 'a.spike', { tick: Uint32Array.of(1, 2, 3, 4), unit: Uint32Array.of(0, 4, 5, 4_000_000_000) })
  appendFileSync(
    join(run.path, 'scores.jsonl'),
    `{"epoch":1,"testError":1e999,"losses":{"${MARKUP.replaceAll('"', '\\"')}":0.5}}\n{"epoch":`,
  )
  updateRun(run, { state: 'done' })
  return run.path
}

describePage(
  'hostile and broken runs',
  runs => {
    ids.evil = idOf(evilRun(runs))
    const torn = makeRun({ out: runs, name: 'torn', images: 2, epochs: 1, hidden: 20 })
    for (const kind of ['spikes', 'traces', 'presentations', 'weights'])
      for (const name of readdirSync(join(torn.path, kind))) truncateSync(join(torn.path, kind, name), 300)
    ids.torn = idOf(torn.path)
    const json = makeSpikeRun(runs, 'json', 5, manySpikes(100, 5, 2))
    writeFileSync(join(json.path, 'run.json'), '{"name": "json", "seed"')
    ids.json = idOf(json.path)
    mkdirSync(join(runs, 'empty', 's1'), { recursive: true })
    writeFileSync(join(runs, 'empty', 's1', 'run.json'), '{}')
    ids.empty = 'empty/s1'
    const lies = makeSpikeRun(runs, 'lies', 5, manySpikes(100, 5, 2))
    updateRun(lies, {
      columns: { 'cells.spike': { kind: 'spikes', population: 'cells', units: 1e15 } },
      populations: [{ name: 'cells', size: -5 }],
    })
    ids.lies = idOf(lies.path)
  },
  stand => {
    for (const tab of ['activity', 'learning', 'network'])
      test(`markup in names stays text (${tab})`, async () => {
        const { page, errors } = await stand.open(
          `run=${ids.evil}&t=0,5&tab=${tab}&pins=${encodeURIComponent(MARKUP)}:1`,
        )
        await page.waitForSelector('.workspace')
        if (tab === 'activity') await rasterReady(page)
        if (tab === 'network') await page.click('.node >> nth=0')
        await page.waitForTimeout(200)
        expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined()
        expect(await page.evaluate(() => (({}) as { polluted?: boolean }).polluted)).toBeUndefined()
        expect(await page.locator('#app img, #app script').count()).toBe(0)
        expect(errors).toEqual([])
        await page.context().close()
      })

    test('units that the run does not have are not drawn', async () => {
      const { page } = await stand.open(`run=${ids.evil}&t=0,5`)
      await rasterReady(page)
      expect(await page.textContent('[data-testid=raster-status] span:nth-child(2)')).toBe('2 spikes')
      await page.context().close()
    })

    test('files that are cut short are named, and the page goes on', async () => {
      const { page, errors } = await stand.open(`run=${ids.torn}&t=0,100`)
      await page.waitForSelector('.problems:visible')
      await page.click('.problems')
      expect(await page.textContent('dialog')).toMatch(/hidden\.spike-\d+\.safetensors/)
      await page.keyboard.press('Escape')
      await page.click('#tab-weights')
      await page.waitForSelector('.panel-weights .reason')
      await page.click('#tab-learning')
      await page.waitForSelector('.panel-learning .series path', { state: 'attached' })
      expect(errors).toEqual([])
      await page.context().close()
    })

    test('a run.json that is cut short has a page of its own', async () => {
      const { page, errors } = await stand.open(`run=${ids.json}`)
      await page.waitForSelector('[data-state=broken]')
      expect(await page.textContent('.reason')).toBe('run.json is not JSON, or is cut short')
      expect(errors).toEqual([])
      await page.context().close()
    })

    test('a run with nothing in it says that nothing was recorded', async () => {
      const { page, errors } = await stand.open(`run=${ids.empty}`)
      await page.waitForSelector('[data-state=unrecorded], .workspace')
      await page.click('#tab-activity')
      expect(await page.textContent('[data-state=unrecorded]')).toContain('recorded no spikes')
      expect(errors).toEqual([])
      await page.context().close()
    })

    test('sizes that cannot be are cut down, not believed', async () => {
      const { page, errors } = await stand.open(`run=${ids.lies}&t=0,40`)
      await page.waitForSelector('.workspace')
      await page.waitForTimeout(500)
      expect(errors).toEqual([])
      await page.context().close()
    })
  },
)
