/** Pictures of panels against pictures kept in screens/, and whether everyone can use the page. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const FOLDER = new URL('./screens', import.meta.url).pathname
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
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

/**
 * Compares a picture with the one that is kept, in a blank page of the same browser. Pictures are small and compared with a tolerance, so that
 * little things of a machine do not matter (the font is one: font.ts). UPDATE_SCREENS=1 keeps the new ones.
 */
export const compare = async (page: Page, name: string, shot: Buffer): Promise<void> => {
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

/** What axe-core finds wrong. The debugger puts it into the page: the page's own policy forbids foreign scripts. */
export const violations = async (page: Page): Promise<string[]> => {
  await page.evaluate(AXE)
  return page.evaluate(async () => {
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
}
