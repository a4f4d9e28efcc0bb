/**
 * What the page looks like, against pictures kept in screens/, and whether everyone can use it. Pictures are small and compared with a
 * tolerance, so that another font does not matter. After a change that is meant: UPDATE_SCREENS=1 npx vitest run test/viz/screens.test.ts
 */
import { expect, test } from 'vitest'
import { describePage, settle } from './browser.ts'
import { makeRun } from './fixture.ts'
import { compare, violations } from './kept.ts'

const ids: string[] = []
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
          expect(await violations(page)).toEqual([])
          expect(errors).toEqual([])
          await page.context().close()
        })

    for (const theme of ['light', 'dark'] as const)
      test(`loading, empty and broken, ${theme}: as kept, and accessible`, async () => {
        const { page } = await stand.open('run=not/there', { colorScheme: theme })
        const blank = await page.context().newPage()
        const keep = async (name: string) => {
          const state = page.locator(`[data-state=${name}]`)
          await state.waitFor()
          await page.waitForSelector(`html[data-theme=${theme}]`)
          await compare(blank, `state-${name}-${theme}`, await state.screenshot({ animations: 'disabled' }))
          expect(await violations(page), name).toEqual([])
        }
        await keep('broken')
        await page.route('**/run.json', () => {}) // never answered
        await page.goto(`${stand.server.url}#${link('')}`)
        await page.reload()
        await keep('loading')
        await page.route('**/api/runs', route => route.fulfill({ json: [] }))
        await page.goto(stand.server.url)
        await page.reload()
        await keep('empty')
        await page.context().close()
      })

    test('dialogs and states are accessible', async () => {
      const { page } = await stand.open(link(''))
      for (const key of ['?', 'o']) {
        await page.keyboard.press(key)
        expect(await violations(page), key).toEqual([])
        await page.keyboard.press('Escape')
      }
      await page.context().close()
      const broken = await stand.open('run=not/there')
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
        const overlapping = await page.$$eval('.x.axis', axes =>
          axes.flatMap(axis => {
            const labels = [...axis.querySelectorAll('.tick text')].filter(t => t.getBoundingClientRect().width > 0)
            labels.sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left)
            const runsOn = (t: Element, i: number) =>
              i > 0 && t.getBoundingClientRect().left < labels[i - 1].getBoundingClientRect().right
            return labels.filter(runsOn).map(t => t.textContent)
          }),
        )
        expect(overlapping).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
        expect(await page.isVisible('[data-panel=network]')).toBe(width > 2400)
        expect(errors).toEqual([])
        await page.context().close()
      })
  },
)
