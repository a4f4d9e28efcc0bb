/** What the panels of effects compute, without a page. */
import { describe, expect, test } from 'vitest'
import { column } from '../../src/data/column.ts'
import { pack } from '../../src/data/pack.ts'
import { piecewiseLinear } from '../../src/measure/discontinuity/linear.ts'
import { addWindow, noWindows, within } from '../../src/measure/discontinuity/windows.ts'
import { signal } from '../../viz/cell.ts'
import { readHash, writeHash } from '../../viz/hash.ts'
import { withError } from '../../viz/panels/effects/effect.ts'
import { jumpOf } from '../../viz/panels/effects/jump-data.ts'
import { estimatorsOf, historyOf } from '../../viz/panels/effects/over-time.ts'
import { effectsOfAll, hasWindows, type Look } from '../../viz/panels/effects/windows.ts'
import { hasPotentials } from '../../viz/panels/growth/populations.ts'
import { roomFor } from '../../viz/panels/xy.ts'
import { eventTable } from '../../viz/source/event-table.ts'
import type { Files } from '../../viz/source/files.ts'
import { parseScores } from '../../viz/source/run-file.ts'
import { START } from '../../viz/stage.ts'
import { uniform } from './fixture.ts'

/** 4 neurons side by side, neuron u mod 2 = 0 pays 3 for a spike; every 7th reward of the last is no number. */
const windowRows = (n: number) => {
  const random = uniform(5)
  const unit = Uint32Array.from({ length: n }, (_, i) => i % 4)
  const drive = Float32Array.from({ length: n }, () => 1.2 * random() - 0.6)
  const spikes = drive.map(x => (x > 0 ? 1 : 0))
  const reward = drive.map((x, i) => 2 * x + (unit[i] % 2 === 0 ? 3 * spikes[i] : 0) + random())
  return { tick: Uint32Array.from({ length: n }, (_, i) => 20 + 21 * Math.floor(i / 4)), unit, drive, reward, spikes }
}

const look = (changes: Partial<Look> = {}, rows = windowRows(4000)): Look => {
  const { tick, unit, drive, reward, spikes } = rows
  const half = (from: number, to: number) => ({
    tick: tick.subarray(from, to),
    unit: unit.subarray(from, to),
    values: {
      'effect.drive': drive.subarray(from, to),
      'effect.reward': reward.subarray(from, to),
      'effect.spikes': spikes.subarray(from, to),
    },
  })
  const parts = [half(0, 1500), { ...half(0, 0), values: {} }, half(1500, 4000)]
  const table = {
    name: 'c.close',
    population: 'c',
    parts: () => parts,
    isWhole: () => true,
  } as unknown as Look['table']
  return { table, neurons: 2, runs: 2, neuron: 0, run: undefined, margin: 0.3, ...changes }
}

const direct = (wanted: (unit: number) => boolean, upTo = 4000) => {
  const { unit, drive, reward, spikes } = windowRows(4000)
  const sums = noWindows({ threshold: 0, margin: within(0.3) })
  for (let i = 0; i < upTo; i++) if (wanted(unit[i])) addWindow(sums, drive[i], reward[i], spikes[i] > 0)
  return sums
}

describe('windows', () => {
  test('estimates over time end with that of all windows, and go through that of the first half', () => {
    const history = historyOf(look())
    expect(history).toHaveLength(60)
    expect(history[59].windows).toBe(2000)
    expect(history[59].estimates['linear p=0.3']).toEqual(piecewiseLinear(direct(u => u % 2 === 0)))
    expect(history[29].estimates['linear p=0.3']).toEqual(piecewiseLinear(direct(u => u % 2 === 0, 2000)))
    expect(estimatorsOf(history)[0]).toBe('linear p=0.3')
    expect(history[59].truth.estimate).toBeNull()
  })
  test('one run of many, another neuron', () => {
    const [last] = historyOf(look({ run: 1, neuron: 1 })).slice(-1)
    expect(last.windows).toBe(1000)
    expect(last.estimates['linear p=0.3']).toEqual(piecewiseLinear(direct(u => u === 3)))
  })
  test('the discontinuity: every window inside the margin is in one bin', () => {
    const jump = jumpOf(look())
    const sums = direct(u => u % 2 === 0)
    expect(jump.bins.reduce((n, b) => n + b.windows, 0)).toBe(sums.above.n + sums.below.n)
    expect(jump.estimate).toEqual(piecewiseLinear(sums))
    for (const b of jump.bins) expect(b.to - b.from).toBeCloseTo(0.3 / 12, 12)
    expect(jump.some.length).toBeLessThanOrEqual(1500)
  })
  test('what cannot be told is unknown, with its reason', () => {
    const rows = windowRows(4000)
    rows.reward[8] = Number.NaN
    const jump = jumpOf(look({}, rows))
    expect(jump.estimate.estimate).toBeNull()
    expect(jump.estimate.reason).toBe('1 of 2000 windows have a reward or drive that is not a finite number')
    expect(jump.bins.every(b => Number.isFinite(b.mean))).toBe(true)
    const silent = { ...windowRows(4000), spikes: new Float32Array(4000) }
    const [last] = historyOf(look({}, silent)).slice(-1)
    expect(withError(last.estimates['linear p=0.3'])).toBe('unknown: the neuron never spiked in 2000 windows')
    expect(jumpOf(look({}, windowRows(0)))).toMatchObject({ bins: [], some: [], below: null, above: null, windows: 0 })
  })
  test('a population of four million neurons is not believed', () => {
    expect(effectsOfAll(look({ neurons: 1 << 22, runs: 1 }))).toHaveLength(2000)
  })
  test('all neurons at once, for the matrix', () => {
    const [first, second] = effectsOfAll(look())
    expect(first.windows).toBe(2000)
    expect(second.panel.entries.map(e => e.name)).toContain('constant p=0.3')
  })
  test('which runs have them', () => {
    expect(hasWindows(['lk.close', 'lk.close:effect.drive', 'lk.close:effect.reward'])).toBe(true)
    expect(hasWindows(['lk.close', 'lk.close:effect.drive'])).toBe(false)
    expect(hasPotentials(['measures.energy.gt', 'gt.soma.v'])).toBe(true)
    expect(hasPotentials(['gt.soma.v'])).toBe(false)
    expect(hasPotentials(['measures.energy.v'])).toBe(false)
  })
})

describe('a table of events', () => {
  const place = { name: 'c.close', population: 'c', values: ['effect.drive'] }
  const file = (tick: Uint32Array, value: Float32Array, name = 'effect.drive') =>
    pack([column('tick', tick), column('unit', new Uint32Array(tick.length)), column(name, value)])
  const loaded = async (contents: Record<string, Uint8Array>) => {
    const files: Files = {
      origin: 'test',
      list: async () => [],
      read: async (path, from = 0, to = contents[path].length) => contents[path].slice(from, to).buffer as ArrayBuffer,
    }
    const table = eventTable(place, files, signal())
    table.setFiles(Object.entries(contents).map(([path, b], number) => ({ path, size: b.length, number })))
    table.load()
    await new Promise(done => setTimeout(done, 20))
    return table
  }

  test('files one after the other', async () => {
    const table = await loaded({
      a: file(Uint32Array.of(1, 2), Float32Array.of(0.5, 0.25)),
      b: file(Uint32Array.of(7), Float32Array.of(-1)),
    })
    expect(table.parts().map(p => [[...p.tick], [...p.values['effect.drive']]])).toEqual([
      [
        [1, 2],
        [0.5, 0.25],
      ],
      [[7], [-1]],
    ])
    expect(table.isWhole()).toBe(true)
    expect(table.problems).toEqual([])
  })
  test('a file without the column, or with one of another length, is named; the others are shown', async () => {
    const table = await loaded({
      a: file(Uint32Array.of(1), Float32Array.of(2), 'other'),
      b: file(Uint32Array.of(1, 2), Float32Array.of(2)),
      c: file(Uint32Array.of(9), Float32Array.of(3)),
    })
    expect(table.problems.join()).toMatch(/a: expected a column 'effect.drive'.*b: columns differ in length/)
    expect(table.parts().flatMap(p => [...p.tick])).toEqual([9])
  })
})

test('agreement in scores: odd values are left out', () => {
  const [score] = parseScores(
    '{"epoch":1,"agreement":{"h":{"feedback":"b","forward":"w","sign":0.5,"angle":"x"},"no":3}}',
  )
  expect(score.agreement.h).toEqual({ feedback: 'b', forward: 'w', values: { sign: 0.5 } })
  expect(score.agreement.no.values).toEqual({})
})

test('the hash keeps choices, and takes none that are not plain', () => {
  const view = { ...START, choices: { neuron: '1', estimator: 'linear p=0.3' } }
  expect(readHash(writeHash('a', [], { now: 0 }, view)).view.choices).toEqual(view.choices)
  expect(readHash('#choose=__proto__:1;a b:2;ok:3;;x').view.choices).toEqual({ ok: '3' })
})

test('room around values', () => {
  expect(roomFor([0, 10], 0.1)).toEqual([-1, 11])
  expect(roomFor([Number.NaN])).toEqual([-1, 1])
  const [low, high] = roomFor([5, 5])
  expect(low < 5 && high > 5).toBe(true)
})

test('an estimate is said with the digits that its error leaves', () => {
  const said = (estimate: number | null, error: number | null) =>
    withError({ estimate, error, windows: 1, reason: 'why' })
  expect(said(-3.67512, 0.03547)).toBe('-3.675 ± 0.035')
  expect(said(1234.5, 27.1)).toBe('1235 ± 27')
  expect(said(3.0000001, 1.5e-9)).toBe('3 ± 1.5e-9')
  expect(said(2.34567, null)).toBe('2.346')
  expect(said(null, null)).toBe('unknown: why')
})
