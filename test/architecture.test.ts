/** Holds the shape that docs/architecture.md describes. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Experiment, Neuron, Rule } from '../src/spec/types.ts'
import {
  circles,
  code,
  committed,
  filesIn,
  foldersIn,
  type Import,
  importsOf,
  root,
  textOf,
} from './support/sources.ts'

/** Who may import whom. A part may always import itself; every part may import src/errors.ts. */
const arrows: Record<string, string[]> = {
  'src/errors.ts': [],
  'src/lang': [],
  'src/data': [],
  'src/measure': ['src/data'],
  'src/spec': ['src/lang'],
  'src/plan': ['src/spec', 'src/lang'],
  'src/backend': ['src/plan', 'src/lang', 'src/spec'],
  'src/sim': ['src/backend', 'src/plan', 'src/spec', 'src/lang', 'src/data', 'src/measure'],
  'src/browser': ['src/sim', 'src/backend', 'src/spec', 'src/data'],
  'src/node': ['src/sim', 'src/backend', 'src/plan', 'src/spec', 'src/data'],
  'src/cli': ['src/node', 'src/sim', 'src/backend', 'src/plan', 'src/spec', 'src/lang', 'src/data', 'src/measure'],
  'src/index.ts': ['src/sim', 'src/backend', 'src/plan', 'src/spec', 'src/lang', 'src/data', 'src/measure', 'models'],
  models: ['src/spec'],
  experiments: ['models', 'src/spec'],
  viz: ['src/sim', 'src/data', 'src/measure'],
  'viz/playground': [
    'viz',
    'src/browser',
    'experiments',
    'models',
    'src/sim',
    'src/backend',
    'src/plan',
    'src/spec',
    'src/data',
    'src/measure',
  ],
}

/** Packages that a part may use. */
const packages: Record<string, RegExp> = {
  'src/data': /^@noble\/hashes\//,
  'src/sim': /^(@noble\/hashes\/|rxjs$)/,
  'src/backend': /^gpu\.js$/,
  'src/browser': /^rxjs$/,
  'src/node': /^(node:|rxjs$|webgpu$|tsx\/esm\/api$|package\.json$)/,
  'src/cli': /^(node:|rxjs$|commander$)/,
  'src/index.ts': /^rxjs$/,
  viz: /^(d3|rxjs$)/,
  'viz/playground': /^(d3|rxjs$)/,
}

/** Lowering a name meets a call, lowering a call meets names: one recursion, a file for each kind of call. */
const recursive = ['scope', 'past', 'folds', 'draws'].map(name => `src/plan/${name}.ts`)

const parts = Object.keys(arrows).sort((a, b) => b.length - a.length)
const partOf = (path: string): string | undefined => parts.find(part => path === part || path.startsWith(`${part}/`))
const isFile = (name: string) => /^(src|models|experiments|viz)\//.test(name)

const sources = ['src', 'models', 'experiments', 'viz'].flatMap(folder => filesIn(folder))
const imports = sources.flatMap(importsOf)
const line = ({ from, to }: Import) => `${from} -> ${to}`

const isAllowed = ({ from, to }: Import): boolean => {
  const [here, there] = [partOf(from), partOf(to)]
  if (here === undefined) return false
  if (!isFile(to)) return packages[here]?.test(to) ?? false
  return there === here || there === 'src/errors.ts' || (there !== undefined && arrows[here].includes(there))
}

describe('arrows', () => {
  test('imports go along them', () => {
    expect(imports.filter(i => !isAllowed(i)).map(line)).toEqual([])
  })

  test('models use the constructors and types of the language only', () => {
    const other = imports.filter(
      i => partOf(i.from) === 'models' && !/^(models\/|src\/spec\/(define|types)\.ts$)/.test(i.to),
    )
    expect(other.map(line)).toEqual([])
  })

  test('imports name files that are there, without circles', () => {
    const files = imports.filter(i => isFile(i.to))
    expect(files.filter(i => !existsSync(join(root, i.to))).map(line)).toEqual([])
    const circular = circles(files.filter(i => !i.types))
    expect(circular.filter(circle => !circle.every(path => recursive.includes(path)))).toEqual([])
  })

  test('the search for circles finds one', () => {
    const made = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'b'],
      ['c', 'd'],
    ].map(([from, to]) => ({ from, to }))
    expect(circles(made)).toEqual([['b', 'c']])
  })
})

describe('what runs in a browser', () => {
  const portable = sources.filter(path => !/^src\/(node|cli)\//.test(path))

  test('knows nothing of Node', () => {
    const node = /\bfrom 'node:|\bprocess\.|\bBuffer\b|\b__dirname\b|\brequire\(/
    expect(portable.filter(path => node.test(code(textOf(path))))).toEqual([])
  })

  test('computes with functions that are the same in every engine', () => {
    const inexact =
      /\bMath\.(exp|expm1|log|log2|log10|log1p|pow|sin|cos|tan|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|hypot|random)\b/
    const computing = portable.filter(path => path.startsWith('src/') && !path.startsWith('src/measure/'))
    expect(computing.filter(path => inexact.test(code(textOf(path))))).toEqual([])
  })
})

describe('docs/architecture.md', () => {
  /** Folders of the first code block of the page: 'name/' by indentation of two spaces. */
  const drawn = (): string[] => {
    const [, block] = /```text\n([\s\S]*?)```/.exec(textOf('docs/architecture.md'))!
    const path: string[] = []
    return block.split('\n').flatMap(row => {
      const match = /^( *)([\w.-]+)\/(?:\s|$)/.exec(row)
      if (!match) return []
      path.splice(match[1].length / 2)
      path.push(match[2])
      return [path.join('/')]
    })
  }

  test('draws the tree that is on disk, to two folders deep', () => {
    expect(drawn().sort()).toEqual(foldersIn('.', 2).sort())
  })
})

describe('models', () => {
  const valuesOf = async (path: string): Promise<unknown[]> =>
    Object.values(await import(pathToFileURL(join(root, path)).href))
  const isModel = (value: unknown): value is Neuron | Rule =>
    ['neuron', 'rule'].includes((value as Neuron | undefined)?.kind ?? '')
  const year = /\b(18|19|20)\d\d\b/

  test.each(filesIn('models'))('%s names its source and the year', async path => {
    expect(textOf(path), 'a source').toMatch(/\bsource\b/i)
    for (const model of (await valuesOf(path)).filter(isModel)) expect(model.source, model.name).toMatch(year)
  })

  /** Some files make models from options: those are seen where experiments use them. */
  const experiments = filesIn('experiments').filter(path => path.split('/').length === 2)
  test.each(experiments)('so do the models of %s', async path => {
    const [experiment] = (await valuesOf(path)) as Experiment[]
    const neurons = Object.values(experiment.populations).map(population => population.neuron)
    const rules = experiment.projections.flatMap(projection => projection.rule ?? [])
    for (const model of [...neurons, ...rules]) expect(model.source, model.name).toMatch(year)
  })
})

describe('committed files', () => {
  const texts = committed()
    .filter(path => existsSync(join(root, path)))
    .map(path => ({ path, text: textOf(path) }))

  test('name no folder of one machine', () => {
    const machine = /(^|[^\w.])\/(work|root|home|Users|mnt)\/\w/m
    expect(texts.filter(({ text }) => machine.test(text)).map(({ path }) => path)).toEqual([])
  })

  test('name no registry but the public one', () => {
    const [lock] = texts.filter(({ path }) => path === 'package-lock.json')
    const hosts = [...lock.text.matchAll(/"resolved": "(\w+:\/\/[^/"]+)/g)].map(match => match[1])
    expect(hosts.filter(host => host !== 'https://registry.npmjs.org')).toEqual([])
  })
})
