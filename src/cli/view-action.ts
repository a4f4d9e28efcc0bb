/** `apical view`. */
import { existsSync } from 'node:fs'
import { RunError, SpecError } from '../errors.ts'
import { builtPage, serve } from '../node/serve.ts'

const portOf = (text: string): number => {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new SpecError('--port', 'a whole number from 0 to 65535', `'${text}'`)
  return port
}

export const viewCommand = async (
  run: string | undefined,
  { out, port }: { out: string; port: string },
): Promise<void> => {
  const number = portOf(port)
  if (!existsSync(`${builtPage()}index.html`))
    throw new RunError('the page of the viewer is not built yet: run `npm run build` once')
  const served = await serve({ runs: run ?? out, port: number })
  process.stdout.write(`${served.url}\n`)
  process.stderr.write('the viewer is open at this address until Ctrl-C\n')
  const signal = await new Promise<NodeJS.Signals>(done => {
    process.once('SIGINT', done)
    process.once('SIGTERM', done)
  })
  await served.close()
  if (signal === 'SIGINT') process.exitCode = 130
}
