/** The noisy neuron in the language: closed trace of T2, rates and windows of T3 to T5, the truth of T12, and a tenth of figure 3A. */
import { describe, expect, test } from 'vitest'
import { windows } from '../../experiments/parts/rdd-windows.ts'
import correlation from '../../experiments/rdd-correlation.ts'
import known from '../../experiments/rdd-known.ts'
import { asPublished } from '../../models/neurons/noisy-lif.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { experiment } from '../../src/spec/define.ts'
import { expectWithin4 } from '../measure/reference/near.ts'
import { CORRELATIONS, E1, T6, T6_COLUMNS, T6_ERRORS } from '../measure/reference/tables.ts'
import { onBench } from '../support/bench.ts'
import { measured } from '../support/effects.ts'

describe('T2: without noise', () => {
  const quiet = (w: number, x: number) =>
    experiment({
      name: 'quiet',
      about: 'one neuron without noise',
      seed: 1,
      ...windows({ weights: [w], runs: 1, span: 20, windows: 1, set: { sigma: 0, x }, twins: false }),
      probes: ['soma.rise', 'effect.drive'].map(c => ({ column: `lk.${c}`, during: ['train'] })),
    })

  const run = async (w: number, x: number) => {
    const b = await onBench(quiet(w, x))
    const [rise, spikes, largest]: number[][] = [[], [], []]
    for (let k = 0; k < 3; k++) {
      b.phase('window', 20)
      b.phase('judge', 1)
      const logs = await b.drain()
      rise.push(...logs['trace:lk.soma.rise'].values[0])
      spikes.push(...[...logs['lk.spike'].counts[0]].flatMap((n, t) => (n > 0 ? [20 * k + t] : [])))
      largest.push(logs['trace:lk.effect.drive'].values[0][0] + 1)
    }
    return { rise, spikes, largest }
  }

  test('w = 10, x = 20', async () => {
    const { rise, spikes, largest } = await run(10, 20)
    const printed = [0.2, 0.3998, 0.5994002, 0.7988008, 0.998001999, 1.197003997, 0.2, 0.2, 0.2, 0.3998]
    for (const [t, v] of printed.entries()) expect(rise[t]).toBeCloseTo(v, 7)
    expect(spikes.slice(0, 4)).toEqual([5, 13, 21, 29])
    for (const [k, z] of [3.992808794, 4.791011991, 3.992808794].entries()) expect(largest[k]).toBeCloseTo(z, 8)
  })
  test('w = 12, x = 7', async () => {
    const { rise, spikes, largest } = await run(12, 7)
    expect(spikes.slice(0, 4)).toEqual([11, 25, 39, 53])
    expect(rise[11]).toBeCloseTo(1.002474438, 8)
    for (const [k, z] of [1.673216117, 2.172948877, 1.673970774].entries()) expect(largest[k]).toBeCloseTo(z, 8)
  })
})

test('wasm and js agree to the last bit', async () => {
  const small = experiment({
    name: 'small',
    about: 'four pairs',
    seed: 3,
    ...windows({ weights: [12, 9], runs: 4, span: 20, windows: 1, set: asPublished, each: { p1: [-30, 20] } }),
    probes: ['effect.drive', 'effect.reward', 'truth.effect'].map(c => ({ column: `lk.${c}`, during: ['train'] })),
  })
  const run = async (backend: ReturnType<typeof wasmBackend>) => {
    const b = await onBench(small, backend)
    for (let k = 0; k < 20; k++) {
      b.machine.clock(0, { presentation: k, tick: 0 })
      b.phase('window', 20)
      b.phase('judge', 1)
    }
    return b.drain()
  }
  expect(await run(wasmBackend())).toEqual(await run(jsBackend()))
})

/** A tenth of the samples: 30 runs of 100 s. */
const smaller = (e: typeof correlation): typeof correlation => {
  const { set, init } = e.populations.lk
  const first = <T>(table: Record<string, T>) =>
    Object.fromEntries(Object.entries(table).map(([k, v]) => [k, Array.isArray(v) ? v.slice(0, 60) : v])) as Record<
      string,
      T
    >
  const populations = {
    lk: { ...e.populations.lk, shape: [30, 2] as [number, number], set: first(set ?? {}), init: first(init ?? {}) },
    cost: { ...e.populations.cost, size: 30 },
    twin: { ...e.populations.twin, shape: [30, 2] as [number, number] },
  }
  return { ...e, populations }
}

describe('figure 3A, 30 runs of 100 s (E1)', () => {
  test.each([0.01, 0.5, 0.99])(
    'c = %d',
    async c => {
      const { pooled } = await measured(smaller(correlation), { 'populations.lk.set.c': c })
      const at = CORRELATIONS.indexOf(c)
      for (const { unit, estimator, error, values } of E1)
        expectWithin4(`unit ${unit + 1}, ${estimator}`, pooled[unit][estimator], values[at], error)
    },
    120_000,
  )
})

test('known effects at c = 0.5, 30 runs of 100 s (T6); the twins know them', async () => {
  const { pooled } = await measured(smaller(known), {})
  for (const i of [0, 1])
    for (const [k, name] of T6_COLUMNS.entries())
      expectWithin4(`neuron ${i + 1}, ${name}`, pooled[i][name], T6['0.5'][i][k], T6_ERRORS[i][k])
  expect(pooled[0].truth.estimate).toBeCloseTo(3, 1)
}, 120_000)
