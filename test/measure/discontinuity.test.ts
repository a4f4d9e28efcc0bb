import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addCovariateWindow,
  addPanelWindow,
  addWindow,
  covariateEffect,
  effectLine,
  everyWindow,
  mergeCovariateWindows,
  mergePanels,
  mergeWindows,
  noCovariateWindows,
  noPanel,
  noWindows,
  oneSided,
  piecewiseConstant,
  piecewiseLinear,
  readPanel,
  type WindowSums,
  within,
} from '../../src/measure/discontinuity.ts'
import { momentsOfSums } from '../../src/measure/moments.ts'
import { expectClose } from './reference/near.ts'

type Point = [x: number, reward: number]

const ABOVE: Point[] = [
  [0.1, 2],
  [0.2, 2.3],
  [0.4, 2.2],
  [0.5, 2.6],
]
const BELOW: Point[] = [
  [-0.1, 1],
  [-0.3, 0.7],
  [-0.4, 0.9],
]

const sumsOf = (points: Point[], p = 1): WindowSums => {
  const sums = noWindows({ threshold: 0, margin: within(p) })
  for (const [x, reward] of points) addWindow(sums, x, reward)
  return sums
}

describe('closed form (T9)', () => {
  const points = [...ABOVE, ...BELOW]

  test('linear', () => {
    const { estimate, error, windows } = piecewiseLinear(sumsOf(points))
    expectClose(estimate, 0.945)
    expect(error).toBeCloseTo(0.321306, 6)
    expect(windows).toBe(7)
  })

  test('constant', () => {
    const { estimate, error } = piecewiseConstant(sumsOf(points))
    expect(estimate).toBeCloseTo(1.408333, 6)
    expect(error).toBeCloseTo(0.15298, 6)
  })

  test('raw sums of a device give the same moments', () => {
    const raw = { n: 4, X: 1.2, Q: 0.46, Y: 9.1, P: 0.2 + 0.46 + 0.88 + 1.3, V: 4 + 5.29 + 4.84 + 6.76 }
    const moments = momentsOfSums(raw)
    const { above } = sumsOf(ABOVE)
    for (const key of ['n', 'meanX', 'meanY', 'xx', 'xy', 'yy'] as const) expectClose(moments[key], above[key], 1e-12)
  })
})

const windows = fc.array(
  fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true })),
  {
    minLength: 30,
    maxLength: 60,
  },
)
/** At least two well separated windows on each side, so that a line exists. */
const anchored = windows.map((points): Point[] => [...points, ...ABOVE, ...BELOW])
const reads = [piecewiseConstant, piecewiseLinear]

const same = (a: number | null, b: number | null, scale = 10): void => expectClose(a, b!, 1e-12, scale)

describe('merging and invariances (T25)', () => {
  test('any split merges to one pass', () => {
    fc.assert(
      fc.property(anchored, fc.nat(), (points, cut) => {
        const at = cut % points.length
        const merged = mergeWindows(sumsOf(points.slice(0, at)), sumsOf(points.slice(at)))
        for (const read of reads) {
          same(read(merged).estimate, read(sumsOf(points)).estimate)
          same(read(merged).error, read(sumsOf(points)).error)
        }
        expect(merged.windows).toBe(points.length)
      }),
    )
  })

  test('a constant added to the reward changes nothing, a factor scales, order does not matter', () => {
    fc.assert(
      fc.property(anchored, points => {
        for (const read of reads) {
          const { estimate } = read(sumsOf(points))
          same(read(sumsOf(points.map(([x, r]) => [x, r + 100]))).estimate, estimate, 100)
          same(read(sumsOf(points.map(([x, r]) => [x, -3 * r]))).estimate, -3 * estimate!, 30)
          same(read(sumsOf([...points].reverse())).estimate, estimate)
        }
      }),
    )
  })

  test('swapped sides flip the sign', () => {
    const flipped = [...ABOVE, ...BELOW].map(([x, r]): Point => [-x, r])
    for (const read of reads) same(read(sumsOf(flipped)).estimate, -read(sumsOf([...ABOVE, ...BELOW])).estimate!)
  })

  test('a wider margin never loses a window', () => {
    fc.assert(
      fc.property(windows, fc.double({ min: 0.01, max: 1, noNaN: true }), (points, p) => {
        const narrow = piecewiseConstant(sumsOf(points, p)).windows
        expect(piecewiseConstant(sumsOf(points, p * 1.5)).windows).toBeGreaterThanOrEqual(narrow)
      }),
    )
  })

  test('a far offset of the reward does not spoil the standard error', () => {
    const far = sumsOf([...ABOVE, ...BELOW].map(([x, r]) => [x, r + 1e8]))
    expectClose(piecewiseConstant(far).error, 0.15298, 1e-5)
  })

  test('sums over different windows do not merge', () => {
    expect(() => mergeWindows(sumsOf(ABOVE, 0.1), sumsOf(BELOW, 0.2))).toThrow(/margin 0.1 above/)
    expect(() => noWindows({ threshold: 1, margin: within(0) })).toThrow(/margin: expected numbers above 0/)
  })
})

describe('margins', () => {
  test('one-sided: every window above, near ones below', () => {
    const sums = noWindows({ threshold: 0, margin: oneSided(0.2) })
    for (const [x, reward] of [...ABOVE, ...BELOW, [7, 3] as Point]) addWindow(sums, x, reward)
    expect([sums.above.n, sums.below.n]).toEqual([5, 1])
  })

  test('by spike: a window that passed threshold while refractory counts as silent', () => {
    const options = { threshold: 1, margin: everyWindow, side: 'spike' as const }
    const sums = noWindows(options)
    addWindow(sums, 1.2, 5, false)
    addWindow(sums, 1.2, 7, true)
    expect(piecewiseConstant(sums)).toMatchObject({ estimate: 2, windows: 2 })
  })
})

describe('covariates (2.3)', () => {
  /** Reward 3 H + 0.5 x + 2 e without noise; e tells nothing about H. */
  const exact = (model: 'constant' | 'linear', from = 0, to = 200) => {
    const sums = noCovariateWindows({ threshold: 1, margin: within(0.5), model, covariates: 1 })
    for (let k = from; k < to; k++) {
      const x = (((k * 37) % 97) + 0.25) / 97 - 0.5
      const e = Math.sin(k)
      addCovariateWindow(sums, 1 + x, 3 * (x > 0 ? 1 : 0) + 0.5 * x + 2 * e, [e])
    }
    return sums
  }

  test('recovers the jump that generated the data', () => {
    const { estimate, error, windows: n } = covariateEffect(exact('linear'))
    expectClose(estimate, 3, 1e-10)
    expect(error).toBeLessThan(1e-6)
    expect(n).toBe(200)
  })

  test('without covariates it is the plain estimator', () => {
    for (const model of ['constant', 'linear'] as const) {
      const sums = noCovariateWindows({ threshold: 0, margin: within(1), model, covariates: 0 })
      for (const [x, reward] of [...ABOVE, ...BELOW]) addCovariateWindow(sums, x, reward, [])
      const plain = (model === 'linear' ? piecewiseLinear : piecewiseConstant)(sumsOf([...ABOVE, ...BELOW]))
      same(covariateEffect(sums).estimate, plain.estimate)
    }
  })

  test('halves merge to the whole', () => {
    const merged = mergeCovariateWindows(exact('constant', 0, 90), exact('constant', 90, 200))
    const whole = covariateEffect(exact('constant'))
    same(covariateEffect(merged).estimate, whole.estimate)
    same(covariateEffect(merged).error, whole.error)
  })

  test('a covariate that is constant, or not a number', () => {
    const sums = noCovariateWindows({ threshold: 0, margin: within(1), model: 'constant', covariates: 1 })
    for (const [x, reward] of [...ABOVE, ...BELOW]) addCovariateWindow(sums, x, reward, [1])
    expect(covariateEffect(sums)).toMatchObject({
      estimate: null,
      reason: expect.stringContaining('2 regressors of 7'),
    })
    addCovariateWindow(sums, 0.1, 1, [Number.NaN])
    expect(covariateEffect(sums)).toMatchObject({ estimate: null, reason: expect.stringContaining('1 of 8 windows') })
  })
})

describe('unknown, with a reason and a count', () => {
  const read = (points: Point[], p = 1) => reads.map(estimator => estimator(sumsOf(points, p)))
  const unknownBecause = (points: Point[], reason: RegExp, p = 1) => {
    for (const estimate of read(points, p))
      expect(estimate).toMatchObject({ estimate: null, error: null, reason: expect.stringMatching(reason) })
  }

  test('no window', () => unknownBecause([], /no window was recorded/))
  test('zero spikes', () => unknownBecause(BELOW, /never spiked in 3 windows/))
  test('always fires', () => unknownBecause(ABOVE, /every one of 4 windows/))
  test('NaN reward', () => unknownBecause([...ABOVE, ...BELOW, [0.3, Number.NaN]], /1 of 8 windows .* not a finite/))
  test('infinite drive', () => unknownBecause([...ABOVE, ...BELOW, [Infinity, 1]], /1 of 8 windows/))
  test('an empty margin above', () =>
    unknownBecause([[0.5, 1], ...BELOW], /none of 4 windows passed the threshold by less than 0.2/, 0.2))
  test('an empty margin below', () =>
    unknownBecause([...ABOVE, [-0.4, 1]], /none of 5 windows missed the threshold by less than 0.3/, 0.3))

  test('a window shorter than the response', () => {
    const sums = { ...sumsOf([...ABOVE, ...BELOW]), timing: { window: 10, response: 15 } }
    expect(piecewiseConstant(sums).reason).toBe('the window of 10 ticks is shorter than the response of 15 ticks')
  })

  test('a line through one drive', () => {
    const [constant, linear] = read([[0.1, 1], [0.1, 2], ...BELOW])
    expect(constant.estimate).not.toBeNull()
    expect(linear).toMatchObject({
      estimate: null,
      windows: 5,
      reason: expect.stringContaining('two different drives'),
    })
  })

  test('one window a side: an estimate without an error', () => {
    const [constant] = read([
      [0.1, 3],
      [-0.1, 1],
    ])
    expect(constant).toEqual({ estimate: 2, error: null, windows: 2, reason: expect.stringContaining('too few') })
  })
})

describe('panel', () => {
  const fill = (points: Point[]) => {
    const panel = noPanel({ threshold: 0 }, [0.25, 1])
    for (const [x, reward] of points) addPanelWindow(panel, x, reward)
    return panel
  }

  test('names and merging', () => {
    const whole = readPanel(fill([...ABOVE, ...BELOW]))
    expect(whole.map(e => e.estimator)).toEqual([
      'observed',
      'constant p=0.25',
      'constant p=1',
      'linear p=0.25',
      'linear p=1',
      'linear one-sided p=1',
    ])
    const merged = readPanel(mergePanels(fill(ABOVE), fill(BELOW)))
    merged.forEach(({ estimate }, k) => {
      if (whole[k].estimate.estimate === null) expect(estimate).toEqual(whole[k].estimate)
      else same(estimate.estimate, whole[k].estimate.estimate)
    })
  })

  test('a line of JSON', () => {
    const { estimate } = readPanel(fill(BELOW))[0]
    expect(JSON.stringify(effectLine('hidden[3]', 'observed', estimate, null))).toBe(
      '{"neuron":"hidden[3]","estimator":"observed","estimate":null,"error":null,"truth":null,"windows":3,' +
        '"reason":"the neuron never spiked in 3 windows"}',
    )
  })
})
