/** What the pages show is compiled, planned and run. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import mnist from '../experiments/compare/mnist.ts'
import { jsBackend } from '../src/backend/js.ts'
import { embeddedDigits } from '../src/data/digits.ts'
import { planExperiment } from '../src/plan/build.ts'
import { loadNetwork } from '../src/sim/network.ts'
import { runSession } from '../src/sim/session.ts'
import type { Experiment, Neuron, Rule } from '../src/spec/types.ts'
import { type Block, blocksOf, folder, writeModule } from './support/pages.ts'
import { filesIn, root, textOf } from './support/sources.ts'

const pages = ['docs/model.md', 'docs/experiment.md']

type Module = Record<string, unknown>
const kindOf = (value: unknown): unknown => (value as { kind?: unknown } | undefined)?.kind
const ofKind = <T>(module: Module, kind: string): T[] => Object.values(module).filter(v => kindOf(v) === kind) as T[]

/** A neuron on its own: enough to lower all its equations. */
const alone = (neuron: Neuron): Experiment => ({
  kind: 'experiment',
  name: neuron.name,
  about: neuron.about,
  seed: 1,
  dt: '1 ms',
  populations: { unit: { neuron, shape: [2, 3] } },
  projections: [],
  train: [{ presentations: 1, learn: true, phases: [{ name: 'show', lasts: '5 ms' }] }],
})

const digits = embeddedDigits({ seed: 1, train: 4, test: 2 })

/** Runs an experiment on js with a few images; the learned columns stay finite, which the session checks. */
const run = async (experiment: Experiment): Promise<boolean> => {
  const planned = planExperiment(experiment)
  const machine = await loadNetwork(jsBackend({ precision: 32 }), planned, experiment.seed)
  const data = experiment.dataset ? { data: digits } : {}
  const { finished } = await runSession({ planned, machine, ...data, seed: experiment.seed, epochs: 1, listener: {} })
  machine.close()
  return finished
}

const messageOf = ({ rows }: Block): string =>
  rows
    .filter(row => row.startsWith('// '))
    .at(-1)!
    .slice(3)

describe.each(pages)('%s', page => {
  const blocks = blocksOf(page)
  const good = blocks.filter(block => !block.throws)
  let module: Module
  beforeAll(async () => {
    module = await import(writeModule(page, good))
  })

  test('its neurons can be planned', () => {
    for (const neuron of ofKind<Neuron>(module, 'neuron'))
      expect(() => planExperiment(alone(neuron)), neuron.name).not.toThrow()
  })

  test('its rules are used in its experiments, and these run', async () => {
    const experiments = ofKind<Experiment>(module, 'experiment')
    const used = experiments.flatMap(e => e.projections.map(p => p.rule))
    for (const rule of ofKind<Rule>(module, 'rule')) expect(used, rule.name).toContain(rule)
    for (const experiment of experiments) expect(await run(experiment), experiment.name).toBe(true)
  })

  test.each(blocks.filter(block => block.throws).map(b => [messageOf(b), b] as const))(
    'error: %s',
    async (message, block) => {
      const path = writeModule(
        page,
        [...good, block].sort((a, b) => a.line - b.line),
        `-${block.line}`,
      )
      const attempt = async () => {
        const wrong: Module = await import(path)
        for (const neuron of ofKind<Neuron>(wrong, 'neuron')) planExperiment(alone(neuron))
        for (const experiment of ofKind<Experiment>(wrong, 'experiment')) planExperiment(experiment)
      }
      await expect(attempt()).rejects.toThrow(message)
    },
  )
})

test('the pages and the README compile', () => {
  const files = [...pages, 'README.md'].map(page =>
    writeModule(
      page,
      blocksOf(page).filter(b => !b.throws),
    ),
  )
  const config = join(folder, 'tsconfig.json')
  const paths = Object.fromEntries(
    [
      ['apical', 'src/index.ts'],
      ['apical/node', 'src/node/index.ts'],
      ['apical/models/*', 'models/*.ts'],
    ].map(([name, path]) => [name, [join(root, path)]]),
  )
  const made = { extends: join(root, 'tsconfig.json'), compilerOptions: { paths }, include: [], files }
  writeFileSync(config, JSON.stringify(made))
  const result = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', config],
    {
      encoding: 'utf8',
    },
  )
  expect(result.stdout).toBe('')
  expect(result.status).toBe(0)
}, 120_000)

describe('README.md', () => {
  test('its example prints spikes', async () => {
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
    try {
      await import(writeModule('README.md', blocksOf('README.md')))
      await vi.waitFor(() => expect(printed).toHaveBeenCalled(), 20_000)
      expect(printed.mock.calls.flatMap(([{ tick }]) => [...tick]).length).toBeGreaterThan(0)
    } finally {
      printed.mockRestore()
    }
  })

  test('its commands are those of the command line', () => {
    const help = execFileSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', '--help'], {
      cwd: root,
      encoding: 'utf8',
    })
    const known = [...help.matchAll(/^ {2}(\w+)/gm)].map(match => match[1]).filter(name => name !== 'help')
    const listed = [...textOf('README.md').matchAll(/^\| `apical (\w+)/gm)].map(match => match[1])
    expect(listed.sort()).toEqual(known.sort())
  })
})

test('every rule of the comparison has a page with its command, and every page is listed', () => {
  const spiking = ['dendrites', 'causal-effect', 'growth-transform'] // have pages of their own
  const pages = filesIn('docs/rules', '.md')
  const commands = pages.map(page => textOf(page).match(/apical compare mnist --rules \S+/)?.[0] ?? '')
  const named = commands.flatMap(command => command.split(' ').at(-1)!.split(','))
  const rules = mnist.entries.map(e => e.rule).filter(rule => !spiking.includes(rule))
  expect(rules.filter(rule => !named.includes(rule))).toEqual([])
  const list = textOf('docs/rules/README.md')
  expect(pages.map(p => p.split('/').at(-1)!).filter(p => p !== 'README.md' && !list.includes(`(${p})`))).toEqual([])
})

test.each(['README.md', 'CHANGELOG.md', ...filesIn('docs', '.md')])('the links of %s lead somewhere', page => {
  const targets = [...textOf(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(match => match[1])
  const missing = targets.filter(target => !/^\w+:/.test(target) && !existsSync(join(root, dirname(page), target)))
  expect(missing).toEqual([])
})
