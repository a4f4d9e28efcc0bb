/** `apical bench`: runs the scripts in bench/, one after the other. */
import { spawn } from 'node:child_process'
import { basename, dirname, join } from 'node:path'
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
  const known = namesIn(folder)
    .filter(file => file.endsWith('.ts'))
    .map(file => basename(file, '.ts'))
  if (known.length === 0) throw new RunError('the benchmarks are not in the package: clone the repository')
  for (const name of asked) if (!known.includes(name)) throw new SpecError('bench', oneOf(name, known), `'${name}'`)
  let code = 0
  for (const name of asked.length > 0 ? asked : known) {
    process.stderr.write(`bench ${name}\n`)
    if ((await runScript(join(folder, `${name}.ts`))) !== 0) code = 1
  }
  return code
}

const runScript = (file: string): Promise<number> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: 'inherit', cwd: root() })
    child.once('error', fail)
    child.once('exit', code => done(code ?? 1))
  })
