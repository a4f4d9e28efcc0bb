import { describe, expect, test } from 'vitest'
import { column } from '../../src/data/column.ts'
import { pack } from '../../src/data/pack.ts'
import { signal } from '../../viz/cell.ts'
import { readHash, writeHash } from '../../viz/hash.ts'
import { meanAndBand } from '../../viz/panels/learning/curves.ts'
import { quantity } from '../../viz/panels/quantity.ts'
import { rowAt, rowsText, rowTop, stackGroups, unitBands, visibleRows } from '../../viz/panels/raster/rows.ts'
import { byColumn, type Files, parseName } from '../../viz/source/files.ts'
import { memoryRun } from '../../viz/source/memory.ts'
import { parseRunFile, parseScores } from '../../viz/source/run-file.ts'
import { openRun } from '../../viz/source/run-view.ts'
import { spikeColumn } from '../../viz/source/spike-column.ts'
import { BLOCK } from '../../viz/source/spikes.ts'
import { START } from '../../viz/stage.ts'
import { manySpikes } from './fixture.ts'

/** Files in memory that remember which bytes were asked for. */
const filesOf = (contents: Record<string, Uint8Array>) => {
  const reads: { path: string; bytes: number }[] = []
  const files: Files = {
    origin: 'test',
    list: async () => Object.entries(contents).map(([path, bytes]) => ({ path, size: bytes.length })),
    read: async (path, from = 0, to = contents[path].length) => {
      reads.push({ path, bytes: to - from })
      return contents[path].slice(from, to).buffer as ArrayBuffer
    },
  }
  return { files, reads }
}

const spikeFile = (tick: Uint32Array, unit: Uint32Array) => pack([column('tick', tick), column('unit', unit)])

describe('spike columns', () => {
  const { tick, unit } = manySpikes(3 * BLOCK + 100, 50, 10)
  const path = 'spikes/cells.spike-000000000000.safetensors'
  const { files, reads } = filesOf({ [path]: spikeFile(tick, unit) })
  const listed = async (c: ReturnType<typeof spikeColumn>) =>
    c.setFiles(byColumn(await files.list(), 'spikes').get('cells.spike')!)

  test('a window at the end loads one block, not the file', async () => {
    const cells = spikeColumn('cells.spike', 'cells', 50, files, signal())
    await listed(cells)
    reads.length = 0
    const last = tick[tick.length - 1]
    await cells.ensure(last - 2, last + 1)
    expect(reads.reduce((sum, r) => sum + r.bytes, 0)).toBeLessThan(10_000)
    expect(cells.complete(last - 2, last + 1)).toBe(true)
    expect(cells.complete(0, 10)).toBe(false)
  })

  test('segments hold exactly the spikes of the window, also across blocks', async () => {
    const cells = spikeColumn('cells.spike', 'cells', 50, files, signal())
    await listed(cells)
    const from = tick[BLOCK] - 5
    await cells.ensure(from, from + 10)
    const got = cells
      .segments(from, from + 10)
      .flatMap(s => [...s.tick.subarray(s.from, s.to)].map((t, i) => [t, s.unit[s.from + i]]))
    const expected = [...tick].flatMap((t, i) => (t >= from && t < from + 10 ? [[t, unit[i]]] : []))
    expect(got).toEqual(expected)
  })

  test('live spikes give way to the file that holds them', async () => {
    const cells = spikeColumn('cells.spike', 'cells', 50, files, signal())
    cells.push(Uint32Array.of(5, 6), Uint32Array.of(1, 2), 5, 7)
    expect(cells.segments(0, 10)).toHaveLength(1)
    await listed(cells)
    await cells.ensure(0, 10)
    const total = cells.segments(5, 7).reduce((sum, s) => sum + s.to - s.from, 0)
    expect(total).toBe([...tick.subarray(0, 200)].filter(t => t === 5 || t === 6).length)
  })

  test('a small file is asked for once, and the page hears that it is there', async () => {
    const small = manySpikes(1000, 50, 10)
    const { files, reads } = filesOf({ [path]: spikeFile(small.tick, small.unit) })
    const changed = signal()
    let told = 0
    changed.on(() => told++)
    const c = spikeColumn('cells.spike', 'cells', 50, files, changed)
    c.setFiles(byColumn(await files.list(), 'spikes').get('cells.spike')!)
    await c.ensure(0, 50)
    expect(c.complete(0, 50)).toBe(true)
    expect(reads).toHaveLength(1)
    expect(told).toBe(1)
  })

  test('a file that was cut when its run was resumed is read again', async () => {
    const contents = { [path]: spikeFile(Uint32Array.of(1, 2, 3), Uint32Array.of(0, 1, 2)) }
    const { files } = filesOf(contents)
    const cells = spikeColumn('cells.spike', 'cells', 50, files, signal())
    const list = async () => cells.setFiles(byColumn(await files.list(), 'spikes').get('cells.spike')!)
    await list()
    await cells.ensure(0, 10)
    contents[path] = spikeFile(Uint32Array.of(1, 2), Uint32Array.of(0, 4))
    await list()
    await cells.ensure(0, 10)
    expect(cells.segments(0, 10).map(s => [...s.unit])).toEqual([[0, 4]])
  })

  const broken: [string, Uint8Array, RegExp][] = [
    ['cut short', spikeFile(Uint32Array.of(1, 2), Uint32Array.of(0, 1)).slice(0, -4), /cut short/],
    ['no header', new Uint8Array(3), /header length/],
    ['ticks that fall', spikeFile(Uint32Array.of(2, 1), Uint32Array.of(0, 1)), /do not rise/],
    ['columns of two lengths', spikeFile(Uint32Array.of(1, 2), Uint32Array.of(0)), /differ in length/],
    ['another type', pack([column('tick', Float32Array.of(1)), column('unit', Float32Array.of(1))]), /type U32/],
  ]
  for (const [what, bytes, reason] of broken)
    test(`a file with ${what} is named as a problem and shows nothing`, async () => {
      const { files } = filesOf({ [path]: bytes })
      const cells = spikeColumn('cells.spike', 'cells', 50, files, signal())
      cells.setFiles(byColumn(await files.list(), 'spikes').get('cells.spike')!)
      await cells.ensure(0, 10)
      expect(cells.problems.join()).toMatch(reason)
      expect(cells.segments(0, 10)).toEqual([])
      expect(cells.complete(0, 10)).toBe(true)
    })
})

describe('run.json and scores.jsonl', () => {
  test('odd fields become neutral values', () => {
    const run = parseRunFile('{"name":["x"],"seed":"7","dt":-1,"populations":[{"size":1e99},null,3],"columns":[1,2]}')
    expect(run).toMatchObject({ name: 'unnamed', seed: 0, dt: 1e-6, projections: [] })
    expect(run.populations.map(p => p.size)).toEqual([1 << 22, 0, 0])
  })
  test('what is no JSON object is refused', () => {
    for (const text of ['', '{"name":', '[]', '3', 'null']) expect(() => parseRunFile(text)).toThrow('run.json')
  })
  test('a torn last line of scores is left out, numbers that are none too', () => {
    const scores = parseScores(
      '{"epoch":2,"testError":"bad","angles":{"h":70,"x":null}}\n{"epoch":1,"testError":0.5}\n{"epoch":3,"te',
    )
    expect(scores.map(s => [s.epoch, s.testError, s.angles])).toEqual([
      [1, 0.5, {}],
      [2, undefined, { h: 70 }],
    ])
  })
  test('file names', () => {
    expect(parseName('spikes/a-b.spike-000000000012.safetensors')).toEqual({
      folder: 'spikes',
      column: 'a-b.spike',
      number: 12,
    })
    expect(parseName('presentations/000000000003.safetensors')).toEqual({
      folder: 'presentations',
      column: '',
      number: 3,
    })
    expect(parseName('weights/my%20w-000000000001.safetensors')?.column).toBe('my w')
    for (const path of ['checkpoints/1-2.safetensors', 'spikes/x.safetensors', 'run.json'])
      expect(parseName(path)).toBeUndefined()
  })
})

test('a run in this page grows as it is written', async () => {
  const live = memoryRun({ id: 'live', name: 'live', seed: 1, state: 'running', updated: '', epochs: 0 })
  const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
  live.write(
    'run.json',
    text({ name: 'live', state: 'running', columns: { 'h.spike': { kind: 'spikes', population: 'h', units: 4 } } }),
  )
  const run = await openRun('live', live.source.files('live'))
  const changes: number[] = []
  run.changed.on(() => changes.push(run.length))
  live.spikes('h.spike', Uint32Array.of(3, 9), Uint32Array.of(0, 1))
  await Promise.resolve()
  expect(run.length).toBe(10)
  live.write('scores.jsonl', text({ epoch: 1, testError: 0.2 }))
  await new Promise(done => setTimeout(done, 10))
  expect(run.scores).toHaveLength(1)
  expect(changes.length).toBeGreaterThan(1)
})

describe('rows of the raster', () => {
  const order = (n: number) => Uint32Array.from({ length: n }, (_, i) => n - 1 - i)
  const { groups, height } = stackGroups([
    { name: 'hidden', units: 500, order: order(500) },
    { name: 'output', units: 10, order: order(10) },
  ])
  const whole = { height, top: 0, bottom: 1, pixels: 600 }

  test('a small population keeps a readable share', () => {
    expect(rowTop(groups[1], 1, whole) - rowTop(groups[1], 0, whole)).toBeGreaterThan(5)
  })
  test('every unit has a band of at least a pixel, and bands do not overlap where rows are tall', () => {
    const { top, bottom } = unitBands(groups[1], whole)
    for (let u = 0; u < 10; u++) expect(bottom[u]).toBeGreaterThan(top[u])
    for (let u = 1; u < 10; u++) expect(bottom[u]).toBeLessThanOrEqual(top[u - 1])
  })
  test('the row under a pixel is the row that is drawn there', () => {
    for (const row of [0, 3, 9]) expect(rowAt(groups[1], rowTop(groups[1], row, whole) + 1, whole)).toBe(row)
    expect(rowAt(groups[0], 599, whole)).toBe(-1)
  })
  test('the window is named through all groups', () => {
    expect(rowsText(groups, whole)).toBe('neurons 1 to 510 of 510')
    expect(visibleRows(groups[1], { ...whole, bottom: 0.1 })).toEqual([0, 0])
    expect(rowsText(groups, { ...whole, bottom: 0.1 })).toMatch(/^neurons 1 to \d+ of 510$/)
  })
})

test('the hash keeps the view', () => {
  const view = {
    ...START,
    from: 12.5,
    to: 100,
    top: 0.25,
    sort: 'rate' as const,
    pins: [{ population: 'hidden', unit: 3 }],
  }
  const link = readHash(writeHash('a/s1', ['a/s2'], { now: 20 }, view))
  expect(link).toEqual({
    run: 'a/s1',
    compare: ['a/s2'],
    now: 20,
    view: { from: 12.5, to: 100, top: 0.25, bottom: 1, sort: 'rate', pins: [{ population: 'hidden', unit: 3 }] },
  })
  expect(readHash('#t=9,1&rows=x&sort=evil&epoch=-3&pins=:,a:b').view).toEqual({ pins: [] })
})

test('mean and band over seeds, at the epochs that all have', () => {
  const { mean, band } = meanAndBand([
    [
      [1, 2],
      [2, 4],
      [3, 9],
    ],
    [
      [1, 4],
      [2, 4],
    ],
  ])
  expect(mean).toEqual([
    [1, 3],
    [2, 4],
  ])
  expect(band[0][1]).toBeCloseTo(3 - Math.SQRT2)
  expect(band[1]).toEqual([2, 4, 4])
})

test('quantities of run.json', () => {
  expect(quantity('20 ms')).toBe(20)
  expect(quantity(['0.5 s', 'about'])).toBe(500)
  expect(quantity({ value: '3' })).toBe(3)
  expect(quantity('fast')).toBeUndefined()
})
