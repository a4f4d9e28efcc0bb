import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startRun } from '../../src/node/run.ts'
import { replay } from '../../src/sim/replay.ts'
import type { Experiment } from '../../src/spec/types.ts'
import { EQUAL } from '../../viz/source/recompute/agree.ts'
import { openRun, type RunView } from '../../viz/source/run-view.ts'
import type { Pin } from '../../viz/stage.ts'
import { tiny } from '../cli/apical.ts'
import { folderFiles } from './folder-files.ts'

const out = mkdtempSync(join(tmpdir(), 'apical-recompute-'))
const pin: Pin = { population: 'hidden', unit: 3 }
const both: ('train' | 'test')[] = ['train', 'test']
const spikes = ['hidden', 'output'].map(name => ({ column: `${name}.spike`, during: both, samples: 4 }))
const voltages = ['soma.v', 'basal.v', 'apical.v']
const traces = voltages.map(v => ({ column: `hidden.${v}`, units: [3], during: both, samples: 4 }))
let bare: RunView // recorded spikes only
let full: RunView // the same run with the voltages of one unit

const trained = async (changes: Partial<Experiment>): Promise<string> =>
  (await startRun(tiny({ dataset: { name: 'digits', train: 30, test: 10 }, ...changes }), { out, backend: 'wasm' }))
    .folder

const open = (folder: string) => openRun('run', folderFiles(folder), replay)

beforeAll(async () => {
  bare = await open(await trained({ name: 'bare', probes: spikes }))
  full = await open(await trained({ name: 'full', probes: [...spikes, ...traces] }))
  await Promise.all(full.traces.map(t => t.locate()))
})
afterAll(() => rmSync(out, { recursive: true, force: true }))

/** Waits until [from, to) is recomputed, or until the reason stands why not. */
const recomputed = async (run: RunView, from: number, to: number): Promise<string> => {
  const { recomputed: again } = run
  for (;;) {
    again!.ensure([pin], from, to)
    const state = again!.state(pin, from, to)
    if (!/^recomputing/.test(state)) return state
    await new Promise<void>(done => {
      const stop = run.changed.on(() => {
        stop()
        done()
      })
    })
  }
}

const cases = [
  ['train', 0, 'the first training epoch, from the initial weights'],
  ['train', 1, 'a later training epoch, from the weights before it'],
  ['test', 1, 'a test'],
  ['test', 2, 'the last test'],
] as const

test.each(cases)('%s, epoch %i: spikes and voltages of %s come again, bit for bit', async (during, epoch) => {
  const all = bare.presentations.filter(p => p.epoch === epoch && p.test === (during === 'test'))
  expect(all).toHaveLength(4)
  const { start, length } = all[2]
  expect(await recomputed(bare, start, start + length)).toBe(EQUAL)
  const found = bare.recomputed!.traces(pin, start, start + length)
  expect(found.map(t => t.variable).sort()).toEqual([...voltages].sort())
  for (const { variable, tick, value } of found) {
    const column = full.traces.find(t => t.name === `hidden.${variable}`)!
    await column.ensure(start, start + length)
    const samples = column.samples(3, start, start + length)
    expect([...tick], variable).toEqual(samples.tick)
    expect([...value], variable).toEqual(samples.value)
    expect(
      value.some(v => v !== 0),
      variable,
    ).toBe(true)
  }
})

test('units whose voltages are recorded are not recomputed; units that are not there neither', () => {
  expect(full.recomputed!.isFor(pin)).toBe(false)
  expect(full.recomputed!.isFor({ population: 'hidden', unit: 4 })).toBe(true)
  for (const other of [
    { population: 'hidden', unit: 20 },
    { population: 'nobody', unit: 0 },
  ])
    expect(bare.recomputed!.isFor(other)).toBe(false)
})

/** A copy of what the page reads, with one file changed. */
const changed = async (name: RegExp, change: (bytes: Buffer) => Buffer): Promise<RunView> => {
  const folder = await trained({ probes: spikes, name: `changed-${name.source.length}` })
  const path = (await folderFiles(folder).list()).find(f => name.test(f.path))!.path
  writeFileSync(join(folder, path), change(readFileSync(join(folder, path))))
  return open(folder)
}

test('where other spikes come, no voltage is shown, and it is said', async () => {
  const run = await changed(/^weights\/w1-0+2\./, bytes => {
    for (let i = bytes.length - 4 * 784 * 20; i < bytes.length; i += 4) bytes.writeFloatLE(0.9, i)
    return bytes
  })
  const p = run.presentations.findLast(q => q.test)!
  expect(await recomputed(run, p.start, p.start + p.length)).toContain('gave another result')
  expect(run.recomputed!.traces(pin, p.start, p.start + p.length)).toEqual([])
})

const hostile: [string, (e: Experiment) => unknown, string][] = [
  ['no experiment', () => null, 'expected'],
  ['a function as text', e => ({ ...e, populations: 'process.exit()' }), 'expected'],
  [
    'a network larger than any',
    e => ({ ...e, populations: { ...e.populations, hidden: { ...e.populations.hidden, size: 2e6 } } }),
    'at most',
  ],
]
test.each(hostile)('a run file with %s gives a reason', async (_, make, reason) => {
  const run = await open(await trained({ probes: spikes, name: `hostile-${hostile.findIndex(h => h[1] === make)}` }))
  Object.assign(run.file, { experiment: make(run.file.experiment as Experiment) })
  const { start, length } = run.presentations[0]
  const state = await recomputed(run, start, start + length)
  expect(state).toMatch(/^not recorded, and cannot be recomputed: /)
  expect(state).toContain(reason)
})
