/** `apical bench`: runs the scripts in bench/, one after the other. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { oneOf, RunError, SpecError } from '../errors.ts'
import { namesIn } from '../node/store.ts'

/** The folder of this package: above dist/ or src/cli/. */
const root = (): string => {
  const here = dirname(fileURLToPath(import.meta.url))
  return import.meta.url.endsWith('.ts') ? join(here, '..', '..') : join(here, '..')
}

/** The exit code: 1 if a benchmark failed. */
export const benchCommand = async (asked: readonly string[]): Promise<number> => {
  const folder = join(root(), 'bench')
  const known = scriptsIn(folder)
  if (known.length === 0) throw new RunError('the benchmarks are not in the package: clone the repository')
  for (const name of asked) if (!known.includes(name)) throw new SpecError('bench', oneOf(name, known), `'${name}'`)
  let code = 0
  for (const name of asked.length > 0 ? asked : known) {
    process.stderr.write(`bench ${name}\n`)
    const ended = await runScript(join(folder, `${name}.ts`))
    if (ended === 'stopped') return 130
    if (ended !== 0) code = 1
  }
  return code
}

/** Names of the scripts: those that say how to run them; others are parts. */
const scriptsIn = (folder: string): string[] => {
  const own = namesIn(folder).filter(file => file.endsWith('.ts'))
  const peers = namesIn(join(folder, 'peers')).map(file => `peers/${file}`)
  const isScript = (file: string) => /^ \* Run: npx tsx bench\//m.test(readFileSync(join(folder, file), 'utf8'))
  return [...own, ...peers.filter(file => file.endsWith('.ts'))].filter(isScript).map(file => file.replace(/\.ts$/, ''))
}

/** The exit code of a script, or that Ctrl-C ended it: then the next ones are not begun. */
const runScript = (file: string): Promise<number | 'stopped'> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: 'inherit', cwd: root() })
    let isStopped = false
    const stop = () => {
      isStopped = true
      child.kill('SIGINT') // a signal to this process alone does not reach it
    }
    process.on('SIGINT', stop)
    child.once('error', fail)
    child.once('exit', (code, signal) => {
      process.off('SIGINT', stop)
      done(isStopped || signal === 'SIGINT' ? 'stopped' : (code ?? 1))
    })
  })
