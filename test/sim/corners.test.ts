/** What a stranger may write and nobody means: given twice, tied in circles, no numbers, no samples. The answer is right or an error, on every back end. */
import { describe, expect, test } from 'vitest'
import type { Dataset } from '../../src/data/dataset.ts'
import { traceOf } from '../../src/sim/chunk.ts'
import { simulate } from '../../src/sim/simulate.ts'
import { experiment, neuron } from '../../src/spec/define.ts'
import type { Experiment, Projection } from '../../src/spec/types.ts'

const cell = neuron({
  name: 'cell',
  about: 'passes its input on',
  source: 'made for this test',
  params: {},
  compartments: {
    soma: {
      about: 'point',
      input: 1,
      state: { x: 0, wrong: 0, v: 0 },
      step: { v: 'wrong > 0 && unit == 0 ? sqrt(-1 - x) : input', g: 'unit + 1' },
    },
  },
  events: { spike: 'soma.v > 1000' },
})

const pair = (changes: Partial<Experiment>): Experiment =>
  experiment({
    name: 'pair',
    about: 'test',
    seed: 1,
    dt: '1 ms',
    populations: { a: { neuron: cell, size: 2 }, b: { neuron: cell, size: 2 } },
    projections: [],
    train: [{ presentations: 1, phases: [{ name: 'show', lasts: '4 ticks' }] }],
    probes: [{ column: 'b.soma.v', during: ['train'] }],
    ...changes,
  })

/** What the units of b have at the end. */
const atEnd = async (e: Experiment, backend: string): Promise<number[]> => {
  const run = simulate(e, { backend })
  const values: number[] = []
  run.chunks.subscribe({ next: chunk => values.push(...traceOf(chunk, 'b.soma.v').value), error: () => {} })
  await run.done
  return values.slice(-2)
}

describe.each(['js', 'wasm'])('%s', backend => {
  test('spikes that are given twice in a tick are counted', async () => {
    const force = (spikes: number[][]) =>
      pair({
        populations: { a: { neuron: cell, size: 2, force: { spikes } }, b: { neuron: cell, size: 2 } },
        projections: [{ from: 'a', to: 'b.soma', weights: { values: [[1, 10], [100, 1000]] } }],
      }) // biome-ignore format: a matrix
    expect(await atEnd(force([[3, 1], [3, 0], [3, 1, 2], [3, 1]]), backend)).toEqual([401, 4010]) // biome-ignore format: a list
    expect(() => simulate(force([[3, 1, 200], [3, 1, 56]]))).toThrow(/up to 255 spikes of a unit in a tick/) // biome-ignore format: a list
  })

  test('a tie to a tie has the weights as the first owner has them', async () => {
    const w: Projection = { name: 'w', from: 'a.soma.g', to: 'b.soma', weights: { values: [[1, 10], [100, 1000]] } } // biome-ignore format: a matrix
    const back: Projection = { name: 'back', from: 'b.soma.g', to: 'a.soma', weights: { tie: 'w' } }
    const again: Projection = { name: 'again', from: 'a.soma.g', to: 'b.soma', weights: { tie: 'back' } }
    for (const projections of [[w, back, again], [again, back, w]]) // biome-ignore format: two orders
      expect(await atEnd(pair({ projections }), backend)).toEqual([402, 4020])
  })

  const digits = (count: number, classes: number): Dataset => ({
    name: 'few',
    source: 'made',
    digest: '',
    images: new Uint8Array(2 * count),
    labels: Uint8Array.from({ length: count }, (_, i) => i % classes),
    count,
    rows: 1,
    columns: 2,
    classes,
  })
  const asked = (each: boolean): Experiment =>
    pair({
      dataset: { name: 'few' },
      train: [{ epochs: 1, phases: [{ name: 'show', lasts: '2 ticks' }] }],
      test: {
        every: 'epoch',
        clear: 'presentation',
        phases: [
          each
            ? { name: 'try', lasts: '2 ticks', each: 'class', drive: { 'b.soma.wrong': 'candidate' } }
            : { name: 'try', lasts: '2 ticks' },
        ],
        answer: { of: 'b', score: 'soma.v' },
      },
    })
  const score = async (e: Experiment, train: Dataset, test: Dataset) =>
    (await simulate(e, { backend, data: { train, test } }).done).score

  test('a score that is no number loses, and its image counts', async () => {
    const last = await score(asked(true), digits(2, 2), digits(4, 2))
    expect(last?.testError).toBe(0.5)
    expect(last?.testConfusion).toEqual([[0, 2], [0, 2]]) // biome-ignore format: a matrix
  })

  test('units that classes do not divide, and data without samples, are refused', async () => {
    await expect(score(asked(false), digits(3, 3), digits(3, 3))).rejects.toThrow(/a multiple of 3 units, got 2/)
    await expect(score(asked(false), digits(2, 2), digits(0, 2))).rejects.toThrow(
      'few: expected test samples, got none',
    )
    await expect(score(asked(false), digits(0, 2), digits(2, 2))).rejects.toThrow(/training samples/)
  })
})

test('weights that are tied to, or copied from, themselves', () => {
  const to = (weights: Projection['weights'][]) =>
    pair({
      projections: weights.map((w, i) => ({
        name: `w${i}`,
        from: i ? 'b' : 'a',
        to: i ? 'a.soma' : 'b.soma',
        weights: w,
      })),
    })
  expect(() => simulate(to([{ tie: 'w0' }]))).toThrow(
    "projections[0].weights.tie: expected a projection with weights of its own, got 'w0', in a circle",
  )
  expect(() => simulate(to([{ tie: 'w1' }, { tie: 'w1' }]))).toThrow(/in a circle/)
  expect(() => simulate(to([{ transpose: 'w1' }, { sign: 'w0' }]))).toThrow(/projections\[0\].weights: .* in a circle/)
  expect(() =>
    simulate(
      to([
        { scale: 2, of: { transpose: 'w1' } },
        { toward: 'w0', rate: 1, value: { transpose: 'w0' } },
      ]),
    ),
  ).toThrow(/in a circle/)
  expect(() => simulate(to([1, { toward: 'w0', rate: 0.1 }]))).not.toThrow()
})

test('a column is recorded by one probe, and of units that are there', () => {
  const probed =
    (...probes: Experiment['probes'] & {}) =>
    () =>
      simulate(pair({ probes }))
  const column = 'b.soma.v'
  expect(probed({ column, units: [0, 2] })).toThrow("probes[0].units: expected units below 2, as 'b' has, got 2")
  expect(probed({ column }, { column, every: 2 })).toThrow(
    "probes[1]: expected one probe of each column, got 'b.soma.v' twice in test",
  )
  expect(probed({ column, during: ['train'], units: [1] }, { column })).toThrow(/units, every and with as in the other/)
  expect(probed({ column, during: ['train'], samples: 3 }, { column })).not.toThrow()
})

test('names that every object of JavaScript has', () => {
  for (const name of ['valueOf', 'toString', '__proto__'])
    expect(() =>
      simulate(pair({ measures: Object.fromEntries([[name, { of: 'a', value: 'sum(all, soma.v)' }]]) })),
    ).toThrow(`measures.${name}: expected a name that JavaScript does not use itself`)
  expect(() => neuron({ ...cell, events: { spike: 'toString(1) > 0' } })).toThrow(/expected a function: one of abs/)
})
