/**
 * How long a user waits: `apical --help`, the first spike of `apical run hello` on the screen, and its end; the fastest of five, in seconds,
 * beside a bare start of Node in the same run. And what an installation takes on disk.
 * Run: npx tsx bench/start.ts
 */
import { execFileSync, spawn } from 'node:child_process'
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'apical-start-'))
const bundle = join(root, 'node_modules', '.cache', 'apical-bench-start')
execFileSync(process.execPath, ['scripts/build.mjs', bundle], { cwd: root, stdio: 'ignore' })

/** Seconds to the first output that `marks`, and to the end. */
const timed = (args: string[], marks: RegExp): Promise<{ first: number; end: number }> =>
  new Promise((done, fail) => {
    const before = performance.now()
    const since = () => (performance.now() - before) / 1000
    let first = Number.NaN
    let text = ''
    const child = spawn(process.execPath, args, { cwd: folder })
    const hear = (bytes: Buffer) => {
      text += bytes
      if (Number.isNaN(first) && marks.test(text)) first = since()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('error', fail)
    child.once('exit', code =>
      code === 0 && !Number.isNaN(first) ? done({ first, end: since() }) : fail(new Error(text)),
    )
  })

const fastest = async (marks: RegExp, args: (run: number) => string[]) => {
  const all = []
  for (let run = 0; run < 5; run++) all.push(await timed(args(run), marks))
  return { first: Math.min(...all.map(t => t.first)), end: Math.min(...all.map(t => t.end)) }
}

const bytesIn = (path: string): number =>
  lstatSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0)
    : lstatSync(path).size

/** Megabytes of the packed files, unpacked, and of the packages that a user's installation brings along. */
const installed = () => {
  const npm = (...args: string[]) =>
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const own = JSON.parse(npm('pack', '--dry-run', '--ignore-scripts', '--json'))[0].unpackedSize as number
  const paths = npm('ls', '--omit=dev', '--all', '--parseable').trim().split('\n').slice(1)
  return { own: own / 1e6, dependencies: [...new Set(paths)].reduce((sum, path) => sum + bytesIn(path), 0) / 1e6 }
}

try {
  const cli = join(bundle, 'cli.js')
  const node = await fastest(/./, () => ['-e', 'console.log(1)'])
  const help = await fastest(/Usage/, () => [cli, '--help'])
  const hello = await fastest(/spike.*\|/, run => [cli, 'run', 'hello', '--out', join(folder, String(run))])
  console.log(
    JSON.stringify({
      bench: 'start',
      seconds: { node: node.end, help: help.end, firstSpike: hello.first, hello: hello.end },
      ratio: hello.first / node.end,
      megabytes: installed(),
      target: { help: 0.3, firstSpike: 1 },
    }),
  )
} finally {
  for (const made of [folder, bundle]) rmSync(made, { recursive: true, force: true })
}
