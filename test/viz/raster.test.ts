import { expect, test } from 'vitest'
import { describePage, hashOf, rasterPixels, rasterReady, settle, windowOf } from './browser.ts'
import { makeRun, makeSpikeRun, manySpikes, rasterOf, uniform } from './fixture.ts'

const UNITS = 12
const TICKS = 600

/** Spikes of twelve neurons, about one in twenty ticks. */
const small = (() => {
  const random = uniform(5)
  const list = { tick: [] as number[], unit: [] as number[] }
  for (let t = 0; t < TICKS; t++)
    for (let u = 0; u < UNITS; u++)
      if (random() < 0.05) {
        list.tick.push(t)
        list.unit.push(u)
      }
  return rasterOf(list)
})()

const ids: Record<string, string> = {}
const idOf = (path: string) => path.split('/').slice(-2).join('/')

describePage(
  'the raster',
  runs => {
    ids.small = idOf(makeSpikeRun(runs, 'small', UNITS, small).path)
    ids.dense = idOf(makeSpikeRun(runs, 'dense', 200, manySpikes(600_000, 200, 40)).path)
    ids.mnist = idOf(makeRun({ out: runs, images: 6, epochs: 2, hidden: 60 }).path)
  },
  stand => {
    const windows: [number, number][] = [
      [0, 600],
      [100, 340],
      [33.5, 61.25],
      [580, 600],
    ]
    for (const [from, to] of windows)
      for (const deviceScaleFactor of [1, 2])
        test(`every spike of ${from} to ${to} is where its file says, and nothing else, at ${deviceScaleFactor}x`, async () => {
          const { page, errors } = await stand.open(`run=${ids.small}&t=${from},${to}`, { deviceScaleFactor })
          await rasterReady(page)
          const { width, height, mark, alpha } = await rasterPixels(page)
          expect(mark).toBeLessThanOrEqual(Math.max(2 * deviceScaleFactor, Math.ceil(width / (to - from))))
          let seen = 0
          for (let u = 0; u < UNITS; u++) {
            const y = Math.floor(((u + 0.4) * height) / UNITS)
            const expected = new Uint8Array(width)
            small.tick.forEach((t, i) => {
              if (small.unit[i] !== u || t < from || t >= to) return
              const x = Math.floor(((t - from) * width) / (to - from))
              expected.fill(255, x, x + mark)
              seen++
            })
            const drawn = Uint8Array.from({ length: width }, (_, x) => alpha(x, y))
            expect([...drawn]).toEqual([...expected])
          }
          expect(await page.textContent('[data-testid=raster-status]')).toContain(`${seen} spikes`)
          expect(errors).toEqual([])
          await page.context().close()
        })

    test('the wheel zooms at the pointer: the tick under it stays', async () => {
      const { page } = await stand.open(`run=${ids.small}&t=0,600`)
      await rasterReady(page)
      const { left, top, cssWidth } = await rasterPixels(page)
      await page.mouse.move(left + 0.7 * cssWidth, top + 50)
      await page.mouse.wheel(0, -400)
      const [from, to] = await windowOf(page)
      expect(to - from).toBeLessThan(400)
      expect(from + 0.7 * (to - from)).toBeCloseTo(420, 0)
      await page.context().close()
    })

    test('a drag pans, a double-click shows the whole run again', async () => {
      const { page } = await stand.open(`run=${ids.small}&t=200,300`)
      await rasterReady(page)
      const { left, top, cssWidth } = await rasterPixels(page)
      await page.mouse.move(left + 0.5 * cssWidth, top + 60)
      await page.mouse.down()
      await page.mouse.move(left + 0.25 * cssWidth, top + 60, { steps: 4 })
      await page.mouse.up()
      const [from, to] = await windowOf(page)
      expect(from).toBeCloseTo(225, 0)
      expect(to).toBeCloseTo(325, 0)
      await page.mouse.dblclick(left + 0.5 * cssWidth, top + 60)
      expect(await windowOf(page)).toEqual([0, small.tick.at(-1)! + 1])
      await page.context().close()
    })

    test('shift and drag zooms to a rectangle of time and neurons', async () => {
      const { page } = await stand.open(`run=${ids.small}&t=0,600`)
      await rasterReady(page)
      const { left, top, cssWidth, cssHeight } = await rasterPixels(page)
      await page.keyboard.down('Shift')
      await page.mouse.move(left + 0.25 * cssWidth, top + 0.52 * cssHeight)
      await page.mouse.down()
      await page.mouse.move(left + 0.5 * cssWidth, top + 0.74 * cssHeight, { steps: 4 })
      expect(await page.isVisible('.brush')).toBe(true)
      await page.mouse.up()
      await page.keyboard.up('Shift')
      const [from, to] = await windowOf(page)
      expect(from).toBeCloseTo(150, 0)
      expect(to).toBeCloseTo(300, 0)
      expect(await page.textContent('.rows-text')).toBe('neurons 7 to 9 of 12')
      await page.context().close()
    })

    test('the window over neurons is always named, and moves by scroll bar and keys', async () => {
      const { page } = await stand.open(`run=${ids.small}&t=0,600&rows=0,0.25`)
      await rasterReady(page)
      expect(await page.textContent('.rows-text')).toBe('neurons 1 to 3 of 12')
      await page.focus('.row-scroll')
      await page.keyboard.press('End')
      await settle(page)
      expect(await page.textContent('.rows-text')).toBe('neurons 10 to 12 of 12')
      const thumb = (await page.locator('.thumb').boundingBox())!
      await page.mouse.move(thumb.x + 2, thumb.y + 5)
      await page.mouse.down()
      await page.mouse.move(thumb.x + 2, thumb.y - 1000)
      await page.mouse.up()
      await settle(page)
      expect(await page.textContent('.rows-text')).toBe('neurons 1 to 3 of 12')
      await page.context().close()
    })

    test('sorted by rate, the most active neuron is on top', async () => {
      const { page } = await stand.open(`run=${ids.small}&t=0,600&sort=rate`)
      await rasterReady(page)
      const counts = Array.from({ length: UNITS }, (_, u) => small.unit.filter(x => x === u).length)
      const order = counts.map((_, u) => u).sort((a, b) => counts[b] - counts[a] || a - b)
      const { width, height, alpha } = await rasterPixels(page)
      const first = small.tick.find((_, i) => small.unit[i] === order[0])!
      expect(alpha(Math.floor((first * width) / 600), Math.floor((0.4 * height) / UNITS))).toBe(255)
      await page.selectOption('[aria-label="Sort neurons by"]', 'first spike')
      await settle(page)
      const second = await rasterPixels(page)
      const early = small.unit[0]
      expect(
        second.alpha(Math.floor((small.tick[0] * width) / 600), Math.floor((0.4 * height) / UNITS)),
        `unit ${early}`,
      ).toBe(255)
      await page.context().close()
    })

    test('colour by label gives neurons of different labels different colours', async () => {
      const { page } = await stand.open(`run=${ids.mnist}&colour=label&hide=output`)
      await rasterReady(page)
      const { pixels } = await rasterPixels(page)
      const colours = new Set<number>()
      for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] > 0) colours.add(pixels.readUInt32LE(i))
      expect(colours.size).toBeGreaterThan(3)
      await page.context().close()
    })

    test('above the cap it is a density image, and exact again after a zoom', async () => {
      const { page, errors } = await stand.open(`run=${ids.dense}&t=0,15000`)
      await rasterReady(page)
      expect(await page.getAttribute('#raster-plot', 'data-drawn')).toBe('density')
      expect(await page.textContent('[data-testid=raster-status]')).toContain('600,000 spikes')
      await page.evaluate(() => {
        location.hash = location.hash.replace(/t=[^&]*/, 't=1000,1400')
      })
      await page.waitForSelector('#raster-plot[data-drawn=exact]')
      expect(await page.textContent('[data-testid=raster-status]')).toContain('16,000 spikes')
      expect(errors).toEqual([])
      await page.context().close()
    })

    test('hovering a spike tells unit and time, a click pins the row and shows its voltages', async () => {
      const { page } = await stand.open(`run=${ids.mnist}&t=0,140&hide=output&pins=hidden:59`)
      await rasterReady(page)
      const { left, top, cssWidth, cssHeight } = await rasterPixels(page)
      const spot = await page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('#raster-plot')!
        const { data, width, height } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
        for (let i = 3; i < data.length; i += 4)
          if (data[i] > 0) return { x: ((i - 3) / 4) % width, y: Math.floor((i - 3) / 4 / width), height }
        return { x: 0, y: 0, height }
      })
      await page.mouse.move(left + spot.x + 1, top + spot.y + 1)
      await settle(page)
      const unit = Math.floor(((spot.y + 1) / cssHeight) * 60)
      const tip = await page.textContent('.raster-plot .tooltip')
      expect(tip).toContain(`hidden ${unit}`)
      expect(tip).toContain(`${Math.ceil((spot.x / cssWidth) * 140)} ms`)
      expect(tip).toContain('soma')
      await page.mouse.click(left + spot.x + 1, top + spot.y + 1)
      expect((await hashOf(page)).get('pins')).toBe(`hidden:59,hidden:${unit}`)
      expect(await page.locator('.trace-row').count()).toBe(2)
      expect(await page.locator('.panel-traces .plateau').count()).toBeGreaterThan(1)
      await page.context().close()
    })

    test('populations can be left out, never all of them', async () => {
      const { page } = await stand.open(`run=${ids.mnist}`)
      await rasterReady(page)
      expect(await page.textContent('.rows-text')).toBe('neurons 1 to 70 of 70')
      await page.click('.toggle:text-is("output")')
      await settle(page)
      expect(await page.textContent('.rows-text')).toBe('neurons 1 to 60 of 60')
      await page.click('.toggle:text-is("hidden")')
      await settle(page)
      expect(await page.textContent('.rows-text')).toBe('neurons 1 to 60 of 60')
      await page.context().close()
    })
  },
)
