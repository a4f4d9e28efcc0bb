/**
 * What the page looks like, against pictures kept in screens/, and whether everyone can use it. Pictures are small and compared with a
 * tolerance, so that another font does not matter. After a change that is meant: UPDATE_SCREENS=1 npx vitest run test/viz/screens.test.ts
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describePage, settle } from './browser.ts'
import { makeRun } from './fixture.ts'

const FOLDER = new URL('./screens', import.meta.url).pathname
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const ids: string[] = []
const WIDTH = 480

/** A picture at a third of its size, as PNG. */
const shrink = (page: Page, shot: Buffer): Promise<string> =>
  page.evaluate(
    async ([url, width]) => {
      const image = new Image()
      image.src = url
      await image.decode()
      const canvas = document.createElement('canvas')
      canvas.width = width
      canvas.height = Math.round((image.height * width) / image.width)
      const context = canvas.getContext('2d')!
      context.imageSmoothingQuality = 'high'
      context.drawImage(image, 0, 0, canvas.width, canvas.height)
      return canvas.toDataURL().split(',')[1]
    },
    [`data:image/png;base64,${shot.toString('base64')}`, WIDTH] as const,
  )

/** Mean difference of two PNGs (0..1), and the share of pixels that differ by more than a quarter. */
const difference = (page: Page, a: string, b: string) =>
  page.evaluate(
    async urls => {
      const [x, y] = await Promise.all(
        urls.map(async url => {
          const image = new Image()
          image.src = `data:image/png;base64,${url}`
          await image.decode()
          const canvas = document.createElement('canvas')
          Object.assign(canvas, { width: image.width, height: image.height })
          const context = canvas.getContext('2d')!
          context.drawImage(image, 0, 0)
          return context.getImageData(0, 0, image.width, image.height)
        }),
      )
      if (x.width !== y.width || x.height !== y.height) return { mean: 1, far: 1 }
      let sum = 0
      let far = 0
      for (let i = 0; i < x.data.length; i += 4) {
        const d = [0, 1, 2].reduce((most, c) => Math.max(most, Math.abs(x.data[i + c] - y.data[i + c]) / 255), 0)
        sum += d
        if (d > 0.25) far++
      }
      return { mean: sum / (x.data.length / 4), far: far / (x.data.length / 4) }
    },
    [a, b],
  )

const SCREENS = [
  { name: 'activity', hash: 'now=230&t=0,560', panels: ['raster', 'traces', 'rates', 'intervals'] },
  { name: 'sorted', hash: 't=0,560&sort=preferred label&colour=label', panels: ['raster'] },
  { name: 'learning', hash: 'tab=learning', panels: ['learning', 'confusion'], compare: true },
  { name: 'weights', hash: 'tab=weights', panels: ['weights'] },
  { name: 'network', hash: 'tab=network&now=230', panels: ['network'] },
]

describePage(
  'the looks of the page',
  runs => {
    for (const seed of [1, 2, 3])
      ids.push(makeRun({ out: runs, seed, images: 6, epochs: 3, hidden: 60 }).path.split('/').slice(-2).join('/'))
  },
  stand => {
    const link = (hash: string, compare = false) => `run=${ids[2]}&${hash}${compare ? `&with=${ids[0]},${ids[1]}` : ''}`

    for (const theme of ['light', 'dark'] as const)
      for (const screen of SCREENS)
        test(`${screen.name}, ${theme}: as kept, and accessible`, async () => {
          const { page, errors } = await stand.open(link(screen.hash, screen.compare), { colorScheme: theme })
          await page.waitForTimeout(700) // files arrive, histories of weights are read
          await settle(page)
          if (screen.compare) await page.waitForSelector('.panel-learning .bands path')
          const blank = await page.context().newPage()
          for (const panel of screen.panels) {
            const shot = await page.locator(`[data-panel=${panel}]`).screenshot({ animations: 'disabled' })
            await compare(blank, `${screen.name}-${panel}-${theme}`, shot)
          }
          await page.evaluate(AXE) // by the debugger: the page's own policy forbids foreign scripts
          expect(await violations(page)).toEqual([])
          expect(errors).toEqual([])
          await page.context().close()
        })

    test('dialogs and states are accessible', async () => {
      const { page } = await stand.open(link(''))
      await page.evaluate(AXE)
      for (const key of ['?', 'o']) {
        await page.keyboard.press(key)
        expect(await violations(page), key).toEqual([])
        await page.keyboard.press('Escape')
      }
      await page.context().close()
      const broken = await stand.open('run=not/there')
      await broken.page.evaluate(AXE)
      expect(await violations(broken.page)).toEqual([])
      await broken.page.context().close()
    })

    for (const [width, height, deviceScaleFactor] of [
      [1280, 720, 1],
      [1920, 1080, 2],
      [3840, 2160, 1],
    ])
      test(`at ${width} x ${height}, ${deviceScaleFactor}x, nothing runs out of the page`, async () => {
        const { page, errors } = await stand.open(link('t=0,560'), { viewport: { width, height }, deviceScaleFactor })
        await page.waitForSelector('#raster-plot[data-state=ready]')
        await settle(page)
        const out = await page.evaluate(() => {
          const inside = (e: Element) => {
            const box = e.getBoundingClientRect()
            return (
              box.width === 0 ||
              (box.left >= 0 && box.top >= 0 && box.right <= innerWidth + 0.5 && box.bottom <= innerHeight + 0.5)
            )
          }
          const all = [...document.querySelectorAll('.panel, .top, .transport, .status, .controls > *, .transport *')]
          return all.filter(e => !inside(e) && !e.closest('svg')).map(e => e.className)
        })
        expect(out).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
        expect(await page.isVisible('[data-panel=network]')).toBe(width > 2400)
        expect(errors).toEqual([])
        await page.context().close()
      })
  },
)

const compare = async (page: Page, name: string, shot: Buffer): Promise<void> => {
  const path = join(FOLDER, `${name}.png`)
  const now = await shrink(page, shot)
  if (process.env.UPDATE_SCREENS || !existsSync(path)) {
    if (process.env.CI) throw new Error(`no picture is kept of ${name}`)
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(path, Buffer.from(now, 'base64'))
  }
  const { mean, far } = await difference(page, now, readFileSync(path).toString('base64'))
  expect(mean, `${name}: mean difference`).toBeLessThan(0.02)
  expect(far, `${name}: share of pixels that differ`).toBeLessThan(0.02)
}

const violations = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe is put into the page by the test
    const found = await (window as any).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    })
    return found.violations.map(
      (v: { id: string; nodes: { target: string[] }[] }) =>
        `${v.id}: ${v.nodes
          .slice(0, 3)
          .map(n => n.target.join(' '))
          .join(', ')}`,
    )
  })
