/** The command line as a user has it: the bundle, in a process of its own, without data sets, downloads or a cache. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll } from 'vitest'
import { dendrites } from '../../experiments/parts/dendrites.ts'
import { experiment } from '../../src/spec/define.ts'
import type { Experiment } from '../../src/spec/types.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export interface Bench {
  folder: string
  start(...args: string[]): ChildProcess
  run(...args: string[]): Promise<Ended>
  /** Writes a file in the folder; its path. */
  write(name: string, content: string | Uint8Array): string
}

/** A bundle and a folder for the tests of one file. */
export const bench = (name: string): Bench => {
  // Below node_modules, so that the bundle finds its dependencies.
  const bundle = join(root, 'node_modules', '.cache', `apical-${name}`)
  let folder = ''
  const children: ChildProcess[] = []
  beforeAll(() => {
    execFileSync(process.execPath, ['scripts/build.mjs', bundle], { cwd: root })
    folder = mkdtempSync(join(tmpdir(), 'apical-cli-'))
  })
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL') // a test that failed may have left one
    for (const made of [bundle, folder]) rmSync(made, { recursive: true, force: true, maxRetries: 5 })
  })
  const start = (...args: string[]): ChildProcess => {
    const { APICAL_DATA: _, ...env } = process.env
    const child = spawn(process.execPath, [join(bundle, 'cli.js'), ...args], {
      cwd: folder,
      env: { ...env, XDG_CACHE_HOME: join(folder, 'cache'), COLUMNS: '80' },
    })
    children.push(child)
    return child
  }
  return {
    get folder() {
      return folder
    },
    start,
    run: (...args) => ended(start(...args)),
    write: (file, content) => {
      writeFileSync(join(folder, file), content)
      return join(folder, file)
    },
  }
}

export const ended = (child: ChildProcess): Promise<Ended> =>
  new Promise(done => {
    let stdout = ''
    let stderr = ''
    child.stdout!.on('data', text => {
      stdout += text
    })
    child.stderr!.on('data', text => {
      stderr += text
    })
    child.on('close', code => done({ code, stdout, stderr }))
  })

/** The lines of `--json`. */
export const events = (stdout: string): Record<string, unknown>[] =>
  stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))

/** 784-20-10 on the embedded digits. */
export const tiny = (changes: Partial<Experiment> = {}): Experiment =>
  experiment({
    name: 'tiny',
    about: 'small enough for tests',
    seed: 1,
    dataset: { name: 'digits', train: 100, test: 60 },
    ...dendrites({ hidden: [{ name: 'hidden', size: 20, eta: 0.21 }], etaOut: 0.21, epochs: 2 }),
    probes: [
      { column: 'hidden.spike', during: ['train', 'test'], samples: 3 },
      { column: 'output.soma.v', during: ['test'], samples: 2 },
    ],
    ...changes,
  })
