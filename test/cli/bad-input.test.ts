import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { bench, tiny } from './apical.ts'

const cli = bench('bad-input')

/** Fails with the code and one message, without a stack trace, and with nothing on standard output. */
const expectRefused = async (args: string[], code: number, message: RegExp) => {
  const result = await cli.run(...args)
  expect(result.stderr.trimEnd()).toMatch(message)
  expect(result.stderr.trimEnd().split('\n').at(-1)).toMatch(/^apical: /)
  expect(result.stderr).not.toMatch(/ at .*:\d+:\d+/)
  expect(result).toMatchObject({ code, stdout: '' })
}

/** What is no mistake of the input. */
const failures = ['unknown benchmark', 'a data set that is not here']

describe('options', () => {
  const cases: [string, string[], RegExp][] = [
    ['unknown experiment', ['run', 'mnist-platau'], /expected .*did you mean 'mnist-plateau'\?\), got 'mnist-platau'/],
    ['no such file', ['run', './nothing.ts'], /nothing\.ts: expected a file, got none there/],
    [
      'unknown path',
      ['run', 'mnist-plateau', '--set', 'projections.w1.set.etta=1'],
      /--set: projections\.w1\.set\.etta: expected one of eta, .*did you mean 'eta'/,
    ],
    ['no value', ['run', 'mnist-plateau', '--set', 'seed'], /--set: expected path=value/],
    [
      'no epochs',
      ['run', 'mnist-plateau', '--set', 'train.0.epochs=0'],
      /train\[0\]\.epochs: expected a whole number from 1/,
    ],
    [
      'unknown back end',
      ['run', 'hello', '--backend', 'was'],
      /backend: expected one of auto, wasm.*did you mean 'wasm'\?\), got 'was'/,
    ],
    ['data options without data', ['run', 'hello', '--train', '10'], /--train: expected an experiment with a data set/],
    ['unknown data set', ['data', 'describe', 'mnst'], /dataset\.name: expected one of .*did you mean 'mnist'/],
    [
      'a data set that is not here',
      ['data', 'verify', 'kmnist'],
      /'kmnist' is not here: fetch it \(apical data fetch kmnist\)/,
    ],
    ['a folder in the place of an experiment', ['run', '.'], /\.: expected an experiment file or a run folder, got a/],
    ['a folder in the place of a comparison', ['compare', '.'], /expected a \.ts or \.js file, got a folder/],
    ['a folder without a run', ['test', '.'], /expected a run folder, got no run\.json in it/],
    ['unknown list', ['list', 'neurns'], /did you mean 'neurons'/],
    ['unknown name', ['show', 'pyramidl'], /did you mean 'pyramidal'/],
    ['unknown benchmark', ['bench', 'nothing'], /the benchmarks are not in the package|expected one of/],
  ]
  for (const [name, args, message] of cases)
    test(name, () => expectRefused(args, failures.includes(name) ? 1 : 2, message))

  test('0 epochs, by commander', async () => {
    const { code, stderr } = await cli.run('run', 'hello', '--epochs', '0')
    expect(code).toBe(2)
    expect(stderr).toContain("Expected a whole number from 1, got '0'")
  })
})

describe('experiments', () => {
  const cases: [string, (e: ReturnType<typeof tiny>) => unknown, RegExp][] = [
    ['unknown key', e => ({ ...e, popilations: {} }), /popilations: expected one of .*did you mean 'populations'/],
    [
      'negative size',
      e => ({ ...e, populations: { ...e.populations, hidden: { ...e.populations.hidden, size: -3 } } }),
      /populations\.hidden\.size: expected a whole number from 1/,
    ],
    ['wrong unit', e => ({ ...e, dt: '1 mV' }), /dt: expected a time, such as '5 ms', got "1 mV"/],
    [
      'unknown population',
      e => ({ ...e, projections: [{ from: 'inpu', to: 'hidden.basal' }] }),
      /projections\[0\]\.from: .*did you mean 'input'/,
    ],
    [
      'a compartment without an input',
      e => ({ ...e, projections: [{ from: 'input', to: 'hidden.soma' }] }),
      /projections\[0\]\.to: expected one of .*'hidden', got 'soma', which has no input/,
    ],
    [
      'a network that fits nowhere',
      e => ({ ...e, populations: { ...e.populations, hidden: { ...e.populations.hidden, size: 1 << 24 } } }),
      /projections\[0\]: expected at most 1073741824 pairs of units \(connect them sparsely\), got 784 x 16777216/,
    ],
    [
      'zero delay backward',
      e => ({ ...e, projections: e.projections.map(p => (p.name === 'y1' ? { ...p, delay: '0 ms' } : p)) }),
      /projections\[2\]\.delay: expected/,
    ],
    [
      'sizes that do not match',
      e => ({ ...e, projections: [{ from: 'input', to: 'hidden.basal', weights: { values: [[1, 2]] } }] }),
      /projections\[0\]\.weights\.values: expected 784 rows/,
    ],
    [
      'a hostile equation',
      e => ({ ...e, measures: { loss: { of: 'output', value: "constructor.constructor('process.exit(7)')()" } } }),
      /measures\.loss/,
    ],
    [
      'images of another size',
      e => ({ ...e, populations: { ...e.populations, input: { neuron: e.populations.input.neuron, size: 100 } } }),
      /images of 100 pixels, got 784/,
    ],
  ]
  for (const [name, change, message] of cases)
    test(name, () =>
      expectRefused(
        ['run', cli.write('bad.json', JSON.stringify(change(tiny()))), '--quiet'],
        name.startsWith('images') ? 2 : 2,
        message,
      ),
    )

  test('not JSON, NaN, and names that JavaScript uses', async () => {
    await expectRefused(
      ['run', cli.write('torn.json', '{"kind":')],
      2,
      /torn\.json: expected JSON, got '\{"kind":' \(.*JSON/,
    )
    await expectRefused(
      ['run', cli.write('nan.json', JSON.stringify(tiny()).replace('"seed":1', '"seed":NaN'))],
      2,
      /expected JSON/,
    )
    const hostile = JSON.stringify(tiny()).replace('"populations":{', '"populations":{"__proto__":{"size":3},')
    await expectRefused(
      ['run', cli.write('hostile.json', hostile)],
      2,
      /populations\.__proto__: expected a name that JavaScript/,
    )
  })

  test('a module without an experiment, and one that throws', async () => {
    await expectRefused(
      ['run', cli.write('none.mjs', 'export const x = 1')],
      2,
      /expected an experiment as its default export/,
    )
    await expectRefused(
      ['run', cli.write('throws.mjs', 'throw new Error("no luck")')],
      2,
      /throws\.mjs: expected a module that can be loaded, got no luck/,
    )
    await expectRefused(
      ['run', cli.write('torn.ts', 'export default {\n  a: 1,')],
      2,
      /torn\.ts:2:\d+: ERROR: Expected/,
    )
    await expectRefused(
      ['run', cli.write('apart.mjs', "import 'apical'")],
      2,
      /apart\.mjs: expected a module that can be loaded, got Cannot find package 'apical'.*npm install apical/,
    )
  })
})

describe('data files', () => {
  const header = (magic: number, ...dims: number[]) => {
    const bytes = new Uint8Array(4 * (dims.length + 1))
    const view = new DataView(bytes.buffer)
    for (const [i, n] of [magic, ...dims].entries()) view.setUint32(4 * i, n)
    return bytes
  }
  const images = (n: number) => Buffer.concat([header(0x803, n, 28, 28), new Uint8Array(784 * n)])
  const labels = (n: number) => Buffer.concat([header(0x801, n), new Uint8Array(n)])
  const good = {
    'train-images-idx3-ubyte': images(3),
    'train-labels-idx1-ubyte': labels(3),
    't10k-images-idx3-ubyte': images(2),
    't10k-labels-idx1-ubyte': labels(2),
  }
  const cases: [string, Record<string, Uint8Array>, RegExp][] = [
    [
      'truncated',
      { ...good, 'train-images-idx3-ubyte': images(3).subarray(0, 1000) },
      /train-images-idx3-ubyte: expected 2352 bytes of images/,
    ],
    [
      'swapped',
      { ...good, 'train-images-idx3-ubyte': labels(3) },
      /expected IDX images \(magic 0x00000803\), got labels/,
    ],
    [
      'oversized',
      { ...good, 'train-labels-idx1-ubyte': Buffer.concat([labels(3), new Uint8Array(5)]) },
      /expected 3 bytes of labels \(3\), got 8/,
    ],
    ['not gzip', { 'train-images-idx3-ubyte.gz': images(3) }, /\.gz: expected gzip data, got other bytes/],
    [
      'gzip cut short',
      { 'train-images-idx3-ubyte.gz': gzipSync(images(3)).subarray(0, 20) },
      /expected a whole gzip file/,
    ],
    [
      'labels of another length',
      { ...good, 'train-labels-idx1-ubyte': labels(4) },
      /expected 3 labels, one for each image/,
    ],
    ['absent', {}, /expected this file or one ending in \.gz, got neither/],
  ]
  for (const [name, files, message] of cases)
    test(name, async () => {
      const folder = join(cli.folder, `data-${name}`, 'mnist')
      mkdirSync(folder, { recursive: true })
      for (const [file, bytes] of Object.entries(files)) writeFileSync(join(folder, file), bytes)
      await expectRefused(['run', 'mnist-plateau', '--data', join(folder, '..'), '--out', 'none'], 2, message)
    })
})

describe('run folders', () => {
  const made = async (out: string): Promise<string> => {
    const file = cli.write('tiny.json', JSON.stringify(tiny({ dataset: { name: 'digits', train: 20, test: 10 } })))
    const { code, stderr } = await cli.run('run', file, '--epochs', '1', '--out', out, '--quiet')
    expect(code, stderr).toBe(0)
    return join(cli.folder, out, 'tiny', readdirSync(join(cli.folder, out, 'tiny'))[0])
  }
  const rewrite = (run: string, change: (manifest: Record<string, unknown>) => unknown) =>
    writeFileSync(
      join(run, 'run.json'),
      JSON.stringify(change(JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')))),
    )

  test('another version, another experiment, other options', async () => {
    const run = await made('versions')
    await expectRefused(['run', run, '--seed', '2'], 2, /--seed: expected a new run for this option/)
    rewrite(run, m => ({ ...m, experiment: { ...(m.experiment as object), seed: 7 } }))
    await expectRefused(['run', run, '--epochs', '2'], 2, /run\.json: expected the experiment that its hash names/)
    rewrite(run, m => ({ ...m, format: 2 }))
    await expectRefused(['run', run, '--epochs', '2'], 2, /run\.json: expected format 1 of run folders, got format 2/)
  })

  test('a place where nothing can be written', async () => {
    const blocked = cli.write('a-file', 'in the way')
    await expectRefused(
      ['run', 'hello', '--out', blocked, '--quiet'],
      1,
      /cannot write .*a file stands where a folder is needed/,
    )
  })

  test('weights that become NaN stop the run, which keeps its last good checkpoint', async () => {
    const file = cli.write('wild.json', JSON.stringify(tiny({ dataset: { name: 'digits', train: 20, test: 10 } })))
    const args = ['run', file, '--set', 'projections.w1.set.eta=1e38', '--out', 'wild', '--quiet']
    await expectRefused(
      args,
      1,
      /'.*' became (NaN|-?Infinity) at (unit \d+|the synapse from unit \d+ to unit \d+) at the end of presentation \d+, after tick \d+ \(counted from 0\): lower the learning rate/,
    )
    const folder = join(cli.folder, 'wild', 'tiny')
    expect(JSON.parse(readFileSync(join(folder, readdirSync(folder)[0], 'run.json'), 'utf8')).state).toBe('failed')
  })

  test('more than 1 GB of recordings needs --yes', async () => {
    const file = cli.write(
      'large.json',
      JSON.stringify(
        tiny({
          probes: [{ column: 'hidden.soma.v', samples: 100, during: ['train'] }],
          train: [{ ...tiny().train[0], epochs: 3000 }],
        }),
      ),
    )
    await expectRefused(
      ['run', file, '--out', 'large', '--quiet'],
      1,
      /would write about \d+\.\d GB of recordings and weights: say --yes/,
    )
  })
})
