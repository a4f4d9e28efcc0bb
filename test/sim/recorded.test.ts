/** What probes record: the ticks of phases that step a population, columns kept with events, measures of every tick. */
import { describe, expect, test } from 'vitest'
import known from '../../experiments/rdd-known.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { experiment, neuron } from '../../src/spec/define.ts'
import { setPath } from '../../src/spec/set-path.ts'
import type { Experiment } from '../../src/spec/types.ts'
import { runExperiment } from '../experiments/gt-run.ts'

/** Counts its ticks and raises `third` in every third of them, `late` in every third of the ticks of its other compartment. */
const counter = neuron({
  name: 'counter',
  about: 'counts',
  source: 'made for this test',
  params: {},
  compartments: {
    early: { about: 'counts', state: { n: 0 }, step: { n: 'n + 1', double: '2 * n + unit' } },
    late: { about: 'counts too', state: { m: 0 }, step: { m: 'm + 1' } },
  },
  events: { third: 'early.n - 3 * floor(early.n / 3) == 0 && unit == 1', other: 'late.m == 2' },
})

const phases = [
  { name: 'first', lasts: '4 ticks' as const, order: ['cells.early'] },
  { name: 'second', lasts: '3 ticks' as const, order: ['cells.late'] },
  { name: 'third', lasts: '4 ticks' as const, order: ['cells.early', 'cells.late'] },
]
const counting = (probes: Experiment['probes']): Experiment =>
  experiment({
    name: 'counting',
    about: 'test',
    seed: 1,
    dt: '1 ms',
    populations: { cells: { neuron: counter, size: 3 } },
    projections: [],
    train: [{ presentations: 2, clear: 'presentation', phases }],
    measures: { sum: { of: 'cells', value: 'sum(all, early.n + late.m)', every: 'tick' } },
    probes: probes!.map(p => ({ ...p, during: ['train' as const] })),
  })

describe('recorded ticks', () => {
  test('events and columns stand at the ticks of the phases that step them', async () => {
    const { shown } = await runExperiment(
      counting([{ column: 'cells.third' }, { column: 'cells.other' }, { column: 'cells.late.m', units: [1] }]),
    )
    // early counts 1..4 in ticks 0..3 and 5..8 in ticks 7..10; late counts 1..3 in 4..6 and 4..7 in 7..10.
    expect([...shown[0].spikes['cells.third'].tick]).toEqual([2, 8])
    expect([...shown[0].spikes['cells.other'].tick]).toEqual([5, 5, 5])
    expect([...shown[0].traces['cells.late.m'].tick]).toEqual([4, 5, 6, 7, 8, 9, 10])
    expect([...shown[0].traces['cells.late.m'].value]).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect([...shown[1].spikes['cells.third'].tick]).toEqual([13, 19])
  })

  test('every: counted in ticks of the presentation', async () => {
    const { shown } = await runExperiment(counting([{ column: 'cells.late.m', every: 4, units: [0] }]))
    expect([...shown[0].traces['cells.late.m'].tick]).toEqual([4, 8])
    expect([...shown[0].traces['cells.late.m'].value]).toEqual([1, 5])
  })

  test('columns kept with an event: of its unit, when its tick ends', async () => {
    const { shown } = await runExperiment(
      counting([
        { column: 'cells.third', with: ['early.n', 'early.double'] },
        { column: 'cells.other', with: ['late.m'], units: [2] },
      ]),
    )
    expect(shown[1].values['cells.third']).toEqual({
      'early.n': Float32Array.of(3, 6),
      'early.double': Float32Array.of(7, 13),
    })
    expect([...shown[1].spikes['cells.other'].unit]).toEqual([2])
    expect(shown[1].values['cells.other']).toEqual({ 'late.m': Float32Array.of(2) })
  })

  test('a measure of every tick, as a column of one value', async () => {
    const { shown, scores } = await runExperiment(counting([{ column: 'sum' }]))
    const sums = [3, 6, 9, 12, 15, 18, 21, 27, 33, 39, 45]
    expect([...shown[0].traces.sum.value]).toEqual(sums)
    expect([...shown[0].traces.sum.tick]).toEqual(sums.map((_, t) => t))
    expect(scores[0].measures.sum).toBe(45)
    const thin = await runExperiment(counting([{ column: 'sum', every: 5 }]))
    expect([...thin.shown[1].traces.sum.tick]).toEqual([11, 16, 21])
    expect([...thin.shown[1].traces.sum.value]).toEqual([3, 18, 45])
  })

  test('windows of the causal-effect experiments close in their last tick', async () => {
    const short = setPath(known, 'train.0.presentations', 2)
    const { shown } = await runExperiment({
      ...short,
      probes: [{ column: 'lk.close', with: ['effect.drive', 'effect.reward', 'truth.effect'], during: ['train'] }],
    })
    expect(new Set(shown[1].spikes['lk.close'].tick)).toEqual(new Set([41]))
    const { 'effect.drive': drive, 'truth.effect': truth } = shown[1].values['lk.close']
    expect(drive.length).toBe(600)
    // By construction a spike of neuron 0 gives 3, of neuron 1 takes 2.
    const first = [...truth].slice(0, 4).map(x => Math.round(x * 1000) / 1000)
    expect(first.map(Math.abs)).toEqual([3, 2, 3, 2])
  })
})

test('probes and measures of ticks change no bit', async () => {
  const e = setPath(known, 'train.0.presentations', 3)
  const measures = { firing: { of: 'lk', value: 'sum(all, soma.fire)', every: 'tick' as const } }
  const probes: Experiment['probes'] = [...known.probes!, { column: 'firing', during: ['train'] }]
  const digests = [e, { ...e, probes: [] }, { ...e, measures, probes }].map(
    async each => (await runExperiment(each)).scores[0].digest,
  )
  expect(new Set(await Promise.all(digests)).size).toBe(1)
})

describe('what cannot be recorded is refused', () => {
  const planned = (probes: Experiment['probes']) => () => planExperiment(counting(probes))
  test('columns with what is no event', () => {
    expect(planned([{ column: 'cells.early.n', with: ['late.m'] }])).toThrow(
      "probes[0].with: expected an event as the column, got 'cells.early.n'",
    )
  })
  test('columns that are not there, or are events', () => {
    expect(planned([{ column: 'cells.third', with: ['early.m'] }])).toThrow(/probes\[0\]\.with\[0\]: .*'early\.m'/)
    expect(planned([{ column: 'cells.third', with: ['other'] }])).toThrow(/a column, not an event/)
  })
  test('a measure of presentations', () => {
    const e = counting([{ column: 'sum' }])
    expect(() => planExperiment({ ...e, measures: { sum: { of: 'cells', value: 'sum(all, early.n)' } } })).toThrow(
      /probes\[0\]\.column: expected a population/,
    )
  })
})
