/** One font for pictures on every machine: text in another font is of another width, and what follows it stands elsewhere. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { BrowserContext } from 'playwright-core'

const file = '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'

/** Pages of this context show their text in Inter. The page's policy forbids fonts from elsewhere, but not bytes that are there. */
export const withFont = async (context: BrowserContext): Promise<void> => {
  const bytes = readFileSync(createRequire(import.meta.url).resolve(file)).toString('base64')
  await context.addInitScript(encoded => {
    const face = new FontFace(
      'Inter of the tests',
      Uint8Array.from(atob(encoded), c => c.charCodeAt(0)),
      { weight: '100 900' },
    )
    document.fonts.add(face)
    void face.load()
    document.addEventListener('DOMContentLoaded', () => {
      document.documentElement.style.setProperty('--sans', '"Inter of the tests"')
    })
  }, bytes)
}
