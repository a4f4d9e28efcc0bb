/** `apical view`. */
import { checkRuns, serve } from '../node/serve.ts'
import { readyPage } from '../node/serve-page.ts'
import { openBrowser } from './open-browser.ts'

export const viewCommand = async (
  run: string | undefined,
  { out, port, open }: { out: string; port: number; open?: boolean },
): Promise<void> => {
  const tell = (text: string) => void process.stderr.write(`${text}\n`)
  const runs = run ?? out
  checkRuns(runs) // before the page is built, which takes seconds
  const served = await serve({ runs, port, page: readyPage(tell) })
  const ended = firstSignal() // before the address is said: who reads it may end this at once
  process.stdout.write(`${served.url}\n`)
  tell('the viewer is open at this address until Ctrl-C')
  if (open) openBrowser(served.url, tell)
  const signal = await ended
  await served.close()
  if (signal === 'SIGINT') process.exitCode = 130
}

const firstSignal = (): Promise<NodeJS.Signals> =>
  new Promise(done => {
    process.once('SIGINT', done)
    process.once('SIGTERM', done)
  })
