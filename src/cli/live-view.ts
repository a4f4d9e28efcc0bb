/** `apical run --view`: the viewer, served by the process that trains. Whatever happens to a page, training does not wait for it. */
import { mkdirSync } from 'node:fs'
import { basename, dirname, relative, resolve, sep } from 'node:path'
import { isRun } from '../node/load-experiment.ts'
import { isReplicas } from '../node/replica-set.ts'
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
  /** Says where the run of this folder is seen, with others laid over its curves, and opens a browser where one is wished for. */
  show(path: string, others?: readonly string[]): void
  /** Resolves when no page looks any more, or at Ctrl-C: a page that is open can go on reading a run that has ended. */
  stay(): Promise<void>
  /** Pages that are open. */
  pages(): number
  close(): Promise<void>
}

/** The folder of runs in which the run, or the set of replicas, that `text` names lies, or will lie. */
export const runsOf = (text: string, out: string): string => {
  if (!isRun(text) && !isReplicas(text)) return resolve(out)
  const folder = basename(text).endsWith('.json') ? dirname(text) : text
  return resolve(folder, '..', '..')
}

/** Serves the folder `runs`, made if need be. Throws RunError where the port is taken or the page cannot be built. */
export const liveView = async (runs: string, { port, open }: ViewOptions, say: Say): Promise<LiveView> => {
  const page = readyPage(say.note)
  mkdirSync(runs, { recursive: true })
  const served = await serve({ runs, port, page, trains: true })
  const idOf = (path: string) => relative(runs, path).split(sep).join('/')
  const show: LiveView['show'] = (path, others = []) => {
    const [id, ...more] = [path, ...others].map(one => encodeURIComponent(idOf(one)).replaceAll('%2F', '/'))
    const url = `${served.url}#run=${id}${more.length > 0 ? `&with=${more.join(',')}` : ''}`
    say.loud(`viewer: ${url}`)
    if (open) openBrowser(url, say.note)
  }
  let id = ''
  const begin: LiveView['hooks']['begin'] = run => {
    id = idOf(run.path)
    show(run.path)
  }
  const recorded: LiveView['hooks']['recorded'] = all => served.forward(id, all)
  const stay = async () => {
    if (served.pages() === 0) return
    const asked = signal() // before it is said: who reads it may end this at once
    say.note('the viewer stays while its page is open; Ctrl-C ends it')
    await Promise.race([asked, untilUnwatched(served.pages)])
  }
  return { hooks: { begin, recorded }, show, stay, pages: served.pages, close: served.close }
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
