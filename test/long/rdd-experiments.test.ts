/** The experiments of the causal-effect papers through the engine, at full size: tables E1, T6, T13, T14, E4 and T23. */
import { describe, expect, test } from 'vitest'
import correlation from '../../experiments/rdd-correlation.ts'
import depth from '../../experiments/rdd-depth.ts'
import known from '../../experiments/rdd-known.ts'
import learning from '../../experiments/rdd-learning.ts'
import learningPublished from '../../experiments/rdd-learning-published.ts'
import toy from '../../experiments/rdd-toy.ts'
import ten from '../../experiments/rdd-width-10.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { addPoint, fitLine, noMoments } from '../../src/measure/moments.ts'
import { rawSha256 } from '../../src/node/hash.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork, withInitialValues } from '../../src/sim/network.ts'
import { runSession } from '../../src/sim/session.ts'
import { setPath } from '../../src/spec/set-path.ts'
import { E4 } from '../measure/reference/learning.ts'
import { expectWithin4 } from '../measure/reference/near.ts'
import { T13, T14 } from '../measure/reference/networks.ts'
import { mean, sd } from '../measure/reference/one-run.ts'
import { CORRELATIONS, E1, T6, T6_COLUMNS, T6_ERRORS } from '../measure/reference/tables.ts'
import { measured } from '../support/effects.ts'

const LONG = 600_000
const c = 'populations.lk.set.c'

describe('figure 3A, 300 runs of 100 s (E1)', () => {
  test.each(CORRELATIONS)('every cell at c = %d', { timeout: LONG }, async correlated => {
    const { pooled } = await measured(correlation, { [c]: correlated })
    const at = CORRELATIONS.indexOf(correlated)
    for (const { unit, estimator, error, values } of E1)
      expectWithin4(`unit ${unit + 1}, ${estimator}`, pooled[unit][estimator], values[at], error)
  })
})

describe('known effects, 300 runs of 100 s (T6)', () => {
  test.each(Object.keys(T6))('c = %s', { timeout: LONG }, async correlated => {
    const { pooled } = await measured(known, { [c]: Number(correlated) })
    for (const i of [0, 1])
      for (const [k, name] of T6_COLUMNS.entries())
        expectWithin4(`neuron ${i + 1}, ${name}`, pooled[i][name], T6[correlated][i][k], T6_ERRORS[i][k])
  })
})

test.each(Object.keys(T13))('ten neurons, c = %s (T13)', { timeout: LONG }, async correlated => {
  const { pooled } = await measured(ten, { [c]: Number(correlated) })
  for (const [name, error, values] of T13[correlated])
    for (const [i, value] of values.entries()) expectWithin4(`neuron ${i + 1}, ${name}`, pooled[i][name], value, error)
})

test.each(Object.keys(T14))('two layers, c = %s (T14)', { timeout: LONG }, async correlated => {
  const { pooled } = await measured(depth, { [c]: Number(correlated) })
  for (const [name, error, values] of T14[correlated])
    for (const [i, value] of values.entries())
      expectWithin4(`neuron ${i + 1}, ${name}`, pooled[i][name], 1e-5 * value, 1e-5 * error)
})

/**
 * The printed values are one run of 100 starts, +-0.3 and +-0.05 their standard errors; ours are as large (distances have a deviation of 2 to 3.7). So a cell cannot be
 * held to +-0.3 itself: of 50 distances of ten rows 10 are off by more, and all by at most 1.9 combined standard errors.
 */
describe('learning from a cost, 100 starts, 500 s (E4, T22)', () => {
  const SECONDS = [50, 100, 200, 300, 500]
  const learned = async (e: typeof learning, changes: Record<string, unknown>) => {
    const planned = planExperiment(Object.entries(changes).reduce((x, [path, value]) => setPath(x, path, value), e))
    const machine = await loadNetwork(wasmBackend(), planned, 1)
    const far: number[][] = []
    const epoch = async ({ tick }: { tick: number }) => {
      if (!SECONDS.includes(Math.floor((tick * planned.plan.dt) / 1000 / 50) * 50)) return
      const w = await machine.read('lk.soma.w')
      far.push(Array.from({ length: 100 }, (_, k) => Math.hypot(w[2 * k] - 12, w[2 * k + 1] - 10)))
    }
    await runSession({ planned, machine, seed: 1, hash: rawSha256, listener: { epoch } })
    return far
  }
  test.each(E4)('c = %d, p = %d, %s', { timeout: LONG }, async (correlated, margin, rule, distance, near) => {
    const e = rule === 'published' ? learningPublished : learning
    const got = await learned(e, { [c]: correlated, 'projections[2].set.p': margin })
    expect(got).toHaveLength(5)
    for (const [t, far] of got.entries()) {
      const tolerance = 2 * Math.hypot(0.3, sd(far) / 10)
      expect(Math.abs(mean(far) - distance[t]), `distance after ${SECONDS[t]} s: ${mean(far)}`).toBeLessThan(tolerance)
      const share = far.filter(d => d < 2).length / 100
      const error = Math.hypot(0.05, Math.sqrt((share * (1 - share)) / 100))
      expect(Math.abs(share - near[t]), `share after ${SECONDS[t]} s: ${share}`).toBeLessThan(2 * error)
    }
  })
})

test('toy of two onto one, 1,600 networks (T23)', { timeout: LONG }, async () => {
  const networks = { 'populations.pair.shape': [1600, 2], 'populations.above.size': 1600 }
  const { runs } = await measured(toy, networks, [1])
  const changed = Object.entries(networks).reduce((e, [path, value]) => setPath(e, path, value), toy)
  const plan = withInitialValues(planExperiment(changed), toy.seed, 0)
  const w = plan.columns.find(column => column.name === 'w.w')!.initial as ArrayLike<number>
  const layout = plan.layouts.find(l => l.name === 'w')!
  if (layout.kind !== 'rows') throw new Error('rows')
  const fitted = (estimator: string) => {
    const points = runs.flatMap((neurons, run) =>
      neurons.map((estimates, i) => ({
        weight: w[layout.runOffset[layout.rowStart[2 * run + i]]],
        effect: estimates[estimator].estimate!,
      })),
    )
    const moments = noMoments()
    for (const { weight, effect } of points) addPoint(moments, weight, effect)
    const wrong = (some: typeof points) => some.filter(p => p.weight * p.effect < 0).length / some.length
    return {
      slope: fitLine(moments)!.slope,
      intercept: fitLine(moments)!.intercept,
      correlation: moments.xy / Math.sqrt(moments.xx * moments.yy),
      wrong: wrong(points),
      wrongStrong: wrong(points.filter(p => Math.abs(p.weight) > 500)),
    }
  }
  // As stated: 10 % of a slope, 4 points of a share of wrong signs.
  const near = (got: ReturnType<typeof fitted>, slope: number, wrong: number, wrongStrong: number) => {
    expect(Math.abs(got.slope / slope - 1)).toBeLessThan(0.1)
    expect(Math.abs(got.wrong - wrong)).toBeLessThan(0.04)
    expect(Math.abs(got.wrongStrong - wrongStrong)).toBeLessThan(0.04)
  }
  const [constant, line] = [fitted('constant p=1'), fitted('linear p=1')]
  near(constant, 1.16e-4, 0.135, 0.035)
  near(line, 1e-4, 0.29, 0.21)
  expect(Math.abs(constant.correlation - 0.82)).toBeLessThan(0.04)
  expect(Math.abs(constant.intercept - 0.013)).toBeLessThan(0.01)
  expect(Math.abs(line.correlation - 0.52)).toBeLessThan(0.04)
})
