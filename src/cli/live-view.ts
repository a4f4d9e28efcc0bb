/** `apical run --view`: the viewer, served by the process that trains. Whatever happens to a page, training does not wait for it. */
import { mkdirSync } from 'node:fs'
import { basename, dirname, relative, resolve, sep } from 'node:path'
import { isRun } from '../node/load-experiment.ts'
import type { RunHooks } from '../node/run.ts'
import { serve } from '../node/serve.ts'
import { readyPage } from '../node/serve-page.ts'
import { openBrowser } from './open-browser.ts'
import type { Say } from './say.ts'

export interface ViewOptions {
  port: number
  open?: boolean // in the browser of the desktop
}

export interface LiveView {
  hooks: Required<Pick<RunHooks, 'begin' | 'recorded'>>
  /** Resolves when no page looks any more, or at Ctrl-C: a page that is open can go on reading a run that has ended. */
  stay(): Promise<void>
  /** Pages that are open. */
  pages(): number
  close(): Promise<void>
}

/** The folder of runs in which the run that `text` names lies, or will lie. */
export const runsOf = (text: string, out: string): string => {
  if (!isRun(text)) return resolve(out)
  const folder = basename(text) === 'run.json' ? dirname(text) : text
  return resolve(folder, '..', '..')
}

/** Serves the folder `runs`, made if need be. Throws RunError where the port is taken or the page cannot be built. */
export const liveView = async (runs: string, { port, open }: ViewOptions, say: Say): Promise<LiveView> => {
  const page = readyPage(say.note)
  mkdirSync(runs, { recursive: true })
  const served = await serve({ runs, port, page })
  let id = ''
  const begin: LiveView['hooks']['begin'] = run => {
    id = relative(runs, run.path).split(sep).join('/')
    const url = `${served.url}#run=${encodeURIComponent(id).replaceAll('%2F', '/')}`
    say.loud(`viewer: ${url}`)
    if (open) openBrowser(url, say.note)
  }
  const recorded: LiveView['hooks']['recorded'] = all => {
    if (served.pages() === 0) return
    for (const { spikes } of all)
      for (const [column, { tick, unit }] of Object.entries(spikes))
        if (tick.length > 0) served.forward(id, { column, tick, unit })
  }
  const stay = async () => {
    if (served.pages() === 0) return
    say.note('the viewer stays while its page is open; Ctrl-C ends it')
    await Promise.race([signal(), untilUnwatched(served.pages)])
  }
  return { hooks: { begin, recorded }, stay, pages: served.pages, close: served.close }
}

const signal = (): Promise<void> =>
  new Promise(done => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => done())
  })

const patience = 3000 // ms: a page that is reloaded is away for a moment

const untilUnwatched = (pages: () => number): Promise<void> =>
  new Promise(done => {
    let seen = Date.now()
    const timer = setInterval(() => {
      if (pages() > 0) seen = Date.now()
      if (Date.now() - seen < patience) return
      clearInterval(timer)
      done()
    }, 250)
  })
