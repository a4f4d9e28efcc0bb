/** The package as users get it: packed, installed in a folder elsewhere, and used there. */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../support/sources.ts'

const elsewhere = mkdtempSync(join(tmpdir(), 'apical-package-'))
const installed = join(elsewhere, 'node_modules/apical')
const inside = (path: string) => join(elsewhere, path)
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

/** Runs a program in the user's folder, without the environment of npm and of these tests. */
const call = (program: string, args: string[], cwd = elsewhere): string => {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(npm_|VITEST|NODE_OPTIONS|NODE_ENV)/.test(key)),
  )
  return execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
    timeout: 240_000,
  })
}

const node = (...args: string[]) => call(process.execPath, args)
const apical = (...args: string[]) => node(inside('node_modules/.bin/apical'), ...args)

let packed: { filename: string; size: number; files: { path: string }[] }

/** A copy of the sources with the packages of this clone, so that building it leaves our dist alone. */
const copyOfSources = (): string => {
  const copy = join(elsewhere, 'sources')
  cpSync(root, copy, { recursive: true, filter: path => !isLeft(path.slice(root.length)) })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

const isLeft = (path: string) => /^(node_modules|dist|runs|\.)/.test(path)

beforeAll(() => {
  const out = call('npm', ['pack', '--json', '--silent', '--pack-destination', elsewhere], copyOfSources())
  packed = JSON.parse(out.slice(out.search(/^\[/m)))[0]
  writeFileSync(inside('package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }))
  call('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', inside(packed.filename)])
}, 300_000)

afterAll(() => rmSync(elsewhere, { recursive: true, force: true }))

describe('what is packed', () => {
  test('is the bundle, types, models, experiments and the viewer; no tests, no sources of ours', () => {
    const paths = packed.files.map(file => file.path)
    for (const path of [
      'dist/cli.js',
      'dist/index.js',
      'dist/node.js',
      'dist/viz/index.html',
      'README.md',
      'LICENSE',
      'CITATION.cff',
    ])
      expect(paths).toContain(path)
    expect(paths).toContain('dist/types/src/index.d.ts')
    expect(paths.filter(path => /^(test|bench|\.|src|node_modules|runs)\b/.test(path))).toEqual([])
    expect(packed.size).toBeLessThan(5e6)
  })

  test('runs no script when it is installed, nor does anything it needs', () => {
    const { scripts = {}, dependencies } = json(join(installed, 'package.json'))
    expect(Object.keys(scripts).filter(name => /^(pre|post)?install$/.test(name))).toEqual([])
    expect(Object.keys(dependencies)).not.toContain('webgpu')
    const tree: Record<string, { hasInstallScript?: boolean; dev?: boolean }> = json(
      inside('node_modules/.package-lock.json'),
    ).packages
    const names = Object.keys(tree).map(path => path.replace(/^.*node_modules\//, ''))
    expect(names.filter(name => ['gl', 'webgpu', 'gpu.js', 'node-gyp', 'nan'].includes(name))).toEqual([])
    const scripted = Object.entries(tree)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path)
    // esbuild comes with tsx and only checks that its binary is the right one; nothing is compiled.
    expect(scripted.filter(path => !path.endsWith('/esbuild') && !path.endsWith('/fsevents'))).toEqual([])
  })
})

describe('the command line', () => {
  test('says its version and shows help', () => {
    expect(apical('--version').trim()).toBe(json(join(root, 'package.json')).version)
    expect(apical('run', '--help')).toContain('apical run mnist-plateau')
  })

  test('trains a network of its own, and one of the user in TypeScript', () => {
    const small = [
      '--set',
      'dataset.name=digits',
      '--train',
      '20',
      '--test',
      '10',
      '--epochs',
      '1',
      '--json',
      '--quiet',
      '--out',
      'runs',
    ]
    const lines = (out: string) =>
      out
        .trim()
        .split('\n')
        .map(row => JSON.parse(row))
    const own = lines(apical('run', 'mnist-plateau', ...small))
    expect(own.map(row => row.event)).toEqual(['epoch', 'done'])
    expect(existsSync(resolve(elsewhere, own[1].folder, 'run.json'))).toBe(true)
    writeFileSync(inside('mine.ts'), mine)
    const [, done] = lines(apical('run', 'mine.ts', '--json', '--quiet', '--out', 'runs'))
    expect(done).toMatchObject({ event: 'done' })
  })

  test('and of one beside a package.json that says nothing of modules, as npm init makes it', () => {
    mkdirSync(inside('plain'))
    writeFileSync(inside('plain/package.json'), '{}')
    writeFileSync(inside('plain/mine.ts'), mine)
    expect(apical('run', 'plain/mine.ts', '--json', '--quiet', '--out', 'plain')).toContain('"event":"done"')
  })
})

const compile = (config: object): void => {
  writeFileSync(inside('tsconfig.json'), JSON.stringify(config))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', '.'], { cwd: elsewhere, encoding: 'utf8' })
  expect(stdout).toBe('')
}

describe('the library', () => {
  test('runs in Node', () => {
    writeFileSync(inside('use.mjs'), use)
    expect(node('use.mjs').trim()).toBe('true')
  })

  test.each([
    ['bundler', 'esnext'],
    ['nodenext', 'nodenext'],
  ])(
    'has types for moduleResolution %s',
    (moduleResolution, module) => {
      writeFileSync(inside('typed.ts'), typed)
      writeFileSync(inside('typed-node.ts'), typedNode)
      const options = { strict: true, noEmit: true, target: 'es2022', module, moduleResolution, lib: ['es2023', 'dom'] }
      compile({ compilerOptions: { ...options, types: [] }, files: ['typed.ts'] })
      const typeRoots = [join(root, 'node_modules/@types')]
      compile({ compilerOptions: { ...options, typeRoots, types: ['node'] }, files: ['typed-node.ts'] })
    },
    240_000,
  )

  test('is bundled for a browser without anything of Node', async () => {
    const entry = { contents: "export * from 'apical'; export * from 'apical/browser'", resolveDir: elsewhere }
    const { outputFiles, metafile } = await build({
      stdin: entry,
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'browser',
      logLevel: 'silent',
      outdir: elsewhere,
      splitting: false,
    })
    const imported = Object.values(metafile.inputs).flatMap(input => input.imports.map(i => i.path))
    expect(imported.filter(path => path.startsWith('node:'))).toEqual([])
    expect(outputFiles.length).toBeGreaterThan(0)
  })

  test('installs every declared entry', () => {
    const { exports } = json(join(installed, 'package.json'))
    const targets = Object.values(exports).flatMap(entry =>
      typeof entry === 'string' ? [entry] : Object.values(entry as Record<string, string>),
    )
    for (const target of targets.filter(t => !t.includes('*')))
      expect(existsSync(join(installed, target)), target).toBe(true)
    expect(readdirSync(join(installed, 'dist/models/neurons'))).toContain('pyramidal.js')
  })
})

const mine = `import { experiment, type Experiment } from 'apical'
import { poisson } from 'apical/models/neurons/poisson'

const made: Experiment = experiment({
  name: 'mine', about: 'a user experiment', seed: 1, dt: '1 ms',
  populations: { input: { neuron: poisson, size: 3, init: { 'soma.x': 1 } } },
  projections: [],
  train: [{ presentations: 2, phases: [{ name: 'show', lasts: '50 ms' }] }],
})
export default made
`

const use = `import { simulate, experiment } from 'apical'
import { loadDataset } from 'apical/node'
import { poisson } from 'apical/models/neurons/poisson'
const made = experiment({ name: 'use', about: '', seed: 1, dt: '1 ms', populations: { input: { neuron: poisson, size: 3 } }, projections: [],
  train: [{ presentations: 2, phases: [{ name: 'show', lasts: '5 ms' }] }] })
const { finished } = await simulate(made).done
const { train } = await loadDataset('digits', { train: 3, test: 1 })
console.log(finished && train.count === 3)
`

const typed = `import { type Chunk, experiment, neuron, type Run, rule, simulate } from 'apical'
import { trainInWorker, type WorkerRun } from 'apical/browser'
import { pyramidal } from 'apical/models/neurons/pyramidal'

const made = experiment({
  name: 'typed', about: '', seed: 1, dt: '1 ms', populations: { cell: { neuron: pyramidal, size: 3 } }, projections: [], train: [],
})
export const run: Run = simulate(made)
run.chunks.subscribe((chunk: Chunk) => chunk.image.toFixed())
export const inPage: WorkerRun = trainInWorker(made, { data: { digits: { train: 10 } }, recordEvery: 100 })
// @ts-expect-error a unit that is not one
export const wrong = experiment({ ...made, dt: '1 mz' })
export { neuron, rule }
`

const typedNode = `import { loadDataset } from 'apical/node'
export const data: Promise<{ digest: string }> = loadDataset('digits')
`
