/** What the tests of the panels of energy and effects read from a page and from a run folder. */
import { readFileSync } from 'node:fs'
import { csvParse } from 'd3'
import type { BrowserContextOptions, Download, Page } from 'playwright-core'
import type { RunFolder } from '../../src/node/folder.ts'
import { readRecording, recordings } from '../../src/node/recordings.ts'
import type { OpenPage, Stand } from './browser.ts'
import { idOf } from './figure-runs.ts'

/** The numbers of a recorded column; the files of a run one after the other. */
export const recorded = (run: RunFolder, kind: 'spikes' | 'traces', name: string, part: string): number[] =>
  recordings(run, kind, name).flatMap(file => [
    ...(readRecording(file.path).columns.find(c => c.name === part)!.data as Float32Array),
  ])

export const download = async (page: Page, panel: string, format: string): Promise<string> => {
  const [file] = await Promise.all<unknown>([
    page.waitForEvent('download'),
    page
      .click(`[data-panel=${panel}] summary`)
      .then(() => page.click(`[data-panel=${panel}] [aria-label="Save what is visible as ${format}"]`)),
  ])
  return readFileSync(await (file as Download).path(), format === 'PNG' ? 'latin1' : 'utf8')
}
export const csv = async (page: Page, panel: string) => csvParse(await download(page, panel, 'CSV'))

/** Waits until nothing on the page has changed for a while: files have arrived and are drawn. */
export const rested = (page: Page): Promise<void> =>
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
export const axisOf = async (page: Page, panel: string): Promise<(px: number) => number> => {
  const ticks = await page.$$eval(`[data-panel=${panel}] .y.axis .tick`, all =>
    all.map(t => ({
      at: Number(/,([-\d.]+)\)/.exec(t.getAttribute('transform')!)![1]) - 0.5, // d3 moves ticks to the middle of a pixel
      value: Number(t.textContent!.replace('−', '-').replaceAll(',', '')),
    })),
  )
  const [a, b] = [ticks[0], ticks[ticks.length - 1]]
  return px => a.value + ((px - a.at) * (b.value - a.value)) / (b.at - a.at)
}

/** Opens a run at a tab and waits until it rests. */
export const openRun = async (
  stand: Stand,
  run: RunFolder,
  hash: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> => {
  const opened = await stand.open(`run=${idOf(run.path)}&${hash}`, options)
  await rested(opened.page)
  return opened
}
