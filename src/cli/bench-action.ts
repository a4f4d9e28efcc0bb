/** `apical bench`: runs the scripts in bench/, one after the other. */
import { type ChildProcess, spawn } from 'node:child_process'
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
  const names = asked.length > 0 ? asked : known
  return runScripts(names.map(name => ({ name, file: join(folder, `${name}.ts`) })))
}

/** Ctrl-C ends the script that runs, and the next ones are not begun. It is heard before the first name is said: who reads a name may stop it at once. */
const runScripts = async (scripts: readonly { name: string; file: string }[]): Promise<number> => {
  const now: { child?: ChildProcess; isStopped: boolean } = { isStopped: false }
  const stop = () => {
    now.isStopped = true
    now.child?.kill('SIGINT') // a signal to this process alone does not reach it
  }
  process.on('SIGINT', stop)
  let code = 0
  for (const { name, file } of scripts) {
    process.stderr.write(`bench ${name}\n`)
    now.child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: 'inherit', cwd: root() })
    const ended = await endOf(now.child)
    if (now.isStopped || ended === 'SIGINT') return 130
    if (ended !== 0) code = 1
  }
  process.off('SIGINT', stop)
  return code
}

/** Names of the scripts: those that say how to run them; others are parts. */
const scriptsIn = (folder: string): string[] => {
  const own = namesIn(folder).filter(file => file.endsWith('.ts'))
  const peers = namesIn(join(folder, 'peers')).map(file => `peers/${file}`)
  const isScript = (file: string) => /^ \* Run: npx tsx bench\//m.test(readFileSync(join(folder, file), 'utf8'))
  return [...own, ...peers.filter(file => file.endsWith('.ts'))].filter(isScript).map(file => file.replace(/\.ts$/, ''))
}

/** The exit code of a script, or the signal that ended it. */
const endOf = (child: ChildProcess): Promise<number | NodeJS.Signals> =>
  new Promise((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code, signal) => done(signal ?? code ?? 1))
  })
