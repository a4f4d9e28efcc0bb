import type { Page } from 'playwright-core'

/** Texts of the panels in view that stick out of their picture, or lie on one another. */
export const misplacedTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = []
    for (const panel of document.querySelectorAll<HTMLElement>('.panel')) {
      const texts = [...panel.querySelectorAll('svg text')]
        .map(element => ({
          box: element.getBoundingClientRect(),
          svg: element.closest('svg')!,
          text: element.textContent,
        }))
        .filter(({ box, text }) => box.width > 0 && text?.trim())
      for (const { box, svg, text } of texts) {
        const frame = svg.getBoundingClientRect()
        const out = [frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom]
        if (Math.max(...out) > 2) found.push(`${panel.dataset.panel}: '${text}' is cut off`)
      }
      texts.forEach((a, i) => {
        for (const b of texts.slice(i + 1)) {
          const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
          const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
          if (width > 1 && height > 4) found.push(`${panel.dataset.panel}: '${a.text}' on '${b.text}'`)
        }
      })
    }
    return found
  })
