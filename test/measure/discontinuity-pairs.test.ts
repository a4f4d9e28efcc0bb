import { describe, expect, test } from 'vitest'
import {
  addPairWindow,
  addSpikeTick,
  agreement,
  agreementAlong,
  allSpikeEffects,
  centred,
  constantPairs,
  copyKnown,
  type EffectMatrix,
  effectAt,
  forgetAllSpike,
  forgetPairWindows,
  linearConstantPairs,
  linearPairs,
  mergeAllSpike,
  mergePairWindows,
  noAllSpike,
  noPairWindows,
  type PairWindows,
  pooledBaseline,
  shrunken,
  spikeTriggered,
} from '../../src/measure/discontinuity.ts'
import { windowMachine } from './reference/feedback-lif.ts'
import { kappa, kappaFilter } from './reference/kappa.ts'
import { expectClose } from './reference/near.ts'
import { lcg, uniform } from './reference/random.ts'
import { alignmentRule } from './reference/rules.ts'

describe('synaptic kernel (T1)', () => {
  test('values', () => {
    for (const [k, v] of [0.026901, 0.043616, 0.053277, 0.058103, 0.059665, 0.059068].entries())
      expect(kappa(k + 1)).toBeCloseTo(v, 6)
    expect(kappa(30)).toBeCloseTo(0.007106, 6)
    const sum = Array.from({ length: 30 }, (_, k) => kappa(k + 1)).reduce((a, b) => a + b)
    expectClose(sum, 0.9296183225, 1e-9)
  })

  test('two states equal thirty taps', () => {
    const random = uniform(1)
    const S = Array.from({ length: 500 }, () => (random() < 0.2 ? 1 + Math.floor(3 * random()) : 0))
    const filter = kappaFilter()
    for (let t = 0; t < S.length; t++) {
      let sum = 0
      for (let k = 1; k <= 30; k++) sum += kappa(k) * (S[t - k + 1] ?? 0)
      expect(Math.abs(filter(S[t]) - sum)).toBeLessThan(1e-12)
    }
  })
})

describe('window machine (T15)', () => {
  /** One unit driven by coin tosses, and one downstream train of coin tosses. */
  const simulate = () => {
    const [drive, downstream] = [lcg(42), lcg(99)]
    const [filterDrive, filterPost] = [kappaFilter(), kappaFilter()]
    const seen: number[][] = []
    const rule = alignmentRule(1)
    const after: number[] = []
    const machine = windowMachine(1, 1, (_, M, k, y) => {
      seen.push([M, k, y[0]])
      rule.add(0, M, k >= 1, y)
      after.push(rule.c.silent[0], rule.m.silent[0])
    })
    machine.u[0] = -1
    let [v, wait, last] = [-1, 0, 0]
    const V: number[] = []
    const spikes: number[] = []
    for (let t = 0; t < 400; t++) {
      wait = Math.max(0, wait - 1)
      const B = 4 * filterDrive(drive() < 0.23 ? 1 : 0)
      const q = filterPost(last)
      last = downstream() < 0.15 ? 1 : 0
      v = 0.3 * v + 0.6 * B
      const fired = v >= 1 && wait === 0
      if (fired) [v, wait] = [-1, 3]
      if (fired) spikes.push(t)
      V.push(v)
      machine.step(0, B, v, fired, Float64Array.of(q))
    }
    return { V, spikes, seen, rule, after }
  }

  test('potential, spikes and windows', () => {
    const { V, spikes, seen } = simulate()
    const at: [number, number][] = [
      [0, -0.3],
      [1, -0.025438],
      [2, 0.097048],
      [5, 0.4288],
      [10, 0.747842],
      [20, 0.775249],
      [30, 0.908304],
      [60, 0.793513],
    ]
    for (const [t, v] of at) expect(V[t]).toBeCloseTo(v, 5)
    expect(spikes).toEqual([240, 243, 349, 352])
    const windows = [
      [0.967185, 0, 0.081688, 0.09818],
      [0.938402, 0, 0.060224, 0.07888],
      [0.974409, 0, 0.152667, 0.096544],
      [1.101189, 2, 0.169554, 0.259585],
      [0.936118, 0, 0.253241, 0.090793],
      [0.916012, 0, 0.114583, 0.237827],
      [1.138041, 2, 0.079182, 0.133894],
    ]
    expect(seen).toHaveLength(windows.length)
    for (const [k, [M, count, reward, before]] of windows.entries()) {
      expect(seen[k][0]).toBeCloseTo(M, 5)
      expect(seen[k][1]).toBe(count)
      expect(seen[k][2]).toBeCloseTo(reward - before, 5)
    }
  })

  test('the published regression on those windows', () => {
    const { rule, after } = simulate()
    expect(after[0] * 1e6).toBeCloseTo(-16.4925, 3)
    expect(after[1] * 1e6).toBeCloseTo(-15.9513, 3)
    expect(rule.c.spiking[0] * 1e6).toBeCloseTo(-144.5401, 3)
    expect(rule.c.silent[0] * 1e6).toBeCloseTo(59.8955, 3)
    expect(rule.m.spiking[0] * 1e6).toBeCloseTo(-161.1747, 3)
    expect(rule.m.silent[0] * 1e6).toBeCloseTo(60.1508, 3)
    expect(rule.effects()[0] * 1e6).toBeCloseTo(-425.7611, 3)
  })
})

const readOuts = { spikeTriggered, constantPairs, pooledBaseline, linearPairs, linearConstantPairs }

/** Random windows of 3 units with 2 responses. */
const randomWindows = (from: number, to: number): PairWindows => {
  const w = noPairWindows({ units: 3, responses: 2, threshold: 1, margin: 10 })
  for (let k = from; k < to; k++) {
    const random = uniform(k)
    const [x, noise, other] = [random() - 0.5, random(), random()]
    addPairWindow(w, k % 3, 1 + x, x > 0, [noise + (x > 0 ? (k % 3) - 1 : 0), other + x])
  }
  return w
}

const expectSameMatrix = (a: EffectMatrix, b: EffectMatrix): void => {
  for (let at = 0; at < a.effects.length; at++) {
    expectClose(a.effects[at], b.effects[at], 1e-12, 1)
    expectClose(a.errors[at], b.errors[at], 1e-12, 1)
  }
}

describe('windows of many units', () => {
  test('the effect that made the data', () => {
    const matrix = constantPairs(randomWindows(0, 9000))
    for (const [unit, effect] of [-1, 0, 1].entries()) {
      const { estimate, error, windows } = effectAt(matrix, unit, 0)
      expect(Math.abs(estimate! - effect)).toBeLessThan(4 * error!)
      expect(windows).toBe(3000)
    }
  })

  test('pooled baseline: every unit borrows the silent windows of all', () => {
    const w = noPairWindows({ units: 2, responses: 1, threshold: 1, margin: 10 })
    const add = (unit: number, x: number, y: number) => addPairWindow(w, unit, 1 + x, x > 0, [y])
    add(0, 0.1, 5)
    add(0, -0.1, 1)
    add(1, 0.1, 7)
    add(1, -0.1, 3)
    expect(effectAt(pooledBaseline(w), 0, 0).estimate).toBe(3)
    expect(effectAt(constantPairs(w), 0, 0).estimate).toBe(4)
    expect(effectAt(spikeTriggered(w), 1, 0).estimate).toBe(7)
  })

  test('two lines, as by the batch estimator', () => {
    const w = noPairWindows({ units: 1, responses: 1, threshold: 0, margin: 10 })
    const points = [
      [0.1, 2],
      [0.2, 2.3],
      [0.4, 2.2],
      [0.5, 2.6],
      [-0.1, 1],
      [-0.3, 0.7],
      [-0.4, 0.9],
    ]
    for (const [x, y] of points) addPairWindow(w, 0, x, x > 0, [y])
    expectClose(effectAt(linearPairs(w), 0, 0).estimate, 0.945, 1e-12)
    expectClose(effectAt(linearConstantPairs(w), 0, 0).estimate, 1.945 - 2.6 / 3, 1e-12)
  })

  test('replicas merge to one pass', () => {
    const merged = mergePairWindows(randomWindows(0, 100), randomWindows(100, 300))
    for (const read of Object.values(readOuts)) expectSameMatrix(read(merged), read(randomWindows(0, 300)))
  })

  test('forgetting keeps the effects and widens the errors', () => {
    const w = randomWindows(0, 300)
    const before = constantPairs(w)
    forgetPairWindows(w, 0.5)
    const after = constantPairs(w)
    for (let at = 0; at < 6; at++) {
      expectClose(after.effects[at], before.effects[at], 1e-12, 1)
      expect(after.errors[at]).toBeGreaterThan(before.errors[at])
    }
  })
})

describe('all-spike', () => {
  test('mean of the 3 ticks after a spike, less the tick of the spike', () => {
    const all = noAllSpike(2, 1, 3)
    const q = [1, 2, 3, 4, 10, 5, 5]
    const spikes = [[], [0], [0, 1], [], [], [1], []]
    for (const [t, value] of q.entries()) addSpikeTick(all, spikes[t], [value])
    const matrix = allSpikeEffects(all)
    expectClose(effectAt(matrix, 0, 0).estimate, ((3 + 4 + 10) / 3 - 2 + (4 + 10 + 5) / 3 - 3) / 2, 1e-12)
    expect(effectAt(matrix, 1, 0)).toMatchObject({ windows: 1 })
  })

  const random = (seed: number, ticks: number) => {
    const all = noAllSpike(4, 2, 5)
    const draw = uniform(seed)
    for (let t = 0; t < ticks; t++) addSpikeTick(all, draw() < 0.3 ? [Math.floor(4 * draw())] : [], [draw(), draw()])
    return all
  }

  test('replicas add up', () => {
    const [a, b] = [random(1, 200), random(2, 200)]
    const merged = allSpikeEffects(mergeAllSpike(a, b))
    for (let i = 0; i < 4; i++) {
      const [x, y] = [a, b].map(part => effectAt(allSpikeEffects(part), i, 1))
      const mean = (x.estimate! * x.windows + y.estimate! * y.windows) / (x.windows + y.windows)
      expectClose(effectAt(merged, i, 1).estimate, mean, 1e-12, 1)
    }
  })

  test('forgetting halves what was seen', () => {
    const all = random(1, 200)
    const [before] = allSpikeEffects(all).events
    forgetAllSpike(all, 0.5)
    expect(allSpikeEffects(all).events[0]).toBe(before / 2)
  })
})

describe('matrices', () => {
  const matrix = (): EffectMatrix => ({
    units: 3,
    responses: 2,
    effects: Float64Array.of(1, 2, 3, 6, Number.NaN, Number.NaN),
    errors: Float64Array.of(0.1, 0.1, 0.5, 0.5, Number.NaN, Number.NaN),
    events: Float64Array.of(9, 4, 0),
    unitReason: [null, null, 'the neuron never spiked in 9 windows'],
    responseReason: [null, null],
  })

  test('centring removes the mean over known units of a column', () => {
    expect([...centred(matrix()).effects.slice(0, 4)]).toEqual([-1, -2, 1, 2])
  })

  test('shrinking: noisy entries more, and to zero where all is noise', () => {
    const { effects } = shrunken(matrix())
    expect(effects[0] / 1).toBeGreaterThan(effects[2] / 3)
    expect(effects[2]).toBeLessThan(3)
    const noise = { ...matrix(), errors: Float64Array.of(9, 9, 9, 9, Number.NaN, Number.NaN) }
    expect([...shrunken(noise).effects.slice(0, 4)]).toEqual([0, 0, 0, 0])
  })

  test('unknown entries keep the old weight', () => {
    const Y = Float64Array.of(7, 7, 7, 7, 7, 7)
    expect(copyKnown(matrix(), Y, 2)).toBe(4)
    expect([...Y]).toEqual([2, 4, 6, 12, 7, 7])
    expect(effectAt(matrix(), 2, 0)).toMatchObject({ estimate: null, error: null, windows: 0 })
  })

  test('agreement with the forward weights', () => {
    const W = Float64Array.of(1, -2, 0.5, 3, 1, -1)
    const transposed = Float64Array.of(1, 3, -2, 1, 0.5, -1)
    expect(agreement(transposed, W, 3, 2)).toMatchObject({ sign: 1, symmetric: 0 })
    expectClose(agreement(transposed, W, 3, 2).cosine, 1, 1e-12)
    expectClose(
      agreement(
        transposed.map(y => -y),
        W,
        3,
        2,
      ).cosine,
      -1,
      1e-12,
    )
    expect(agreement(new Float64Array(6), W, 3, 2)).toMatchObject({ sign: null, cosine: null })
    const along = agreementAlong([1, 0, 0], transposed, W, 2)
    expect(along).toEqual({ decay: 20, amplification: -10, information: 81 + 1 + 6.25 })
  })
})

describe('unknown pairs', () => {
  const reasonOf = (matrix: EffectMatrix, unit = 0, response = 0) => {
    const found = effectAt(matrix, unit, response)
    expect([found.estimate, found.error]).toEqual([null, null])
    return found.reason
  }
  const empty = () => noPairWindows({ units: 2, responses: 2, threshold: 1, margin: 0.2 })

  for (const [name, read] of Object.entries(readOuts)) {
    test(name, () => {
      const w = empty()
      expect(reasonOf(read(w))).toBe('no window was recorded')
      addPairWindow(w, 0, 0.9, false, [1, 1])
      expect(reasonOf(read(w))).toBe('the neuron never spiked in 1 windows')
      addPairWindow(w, 0, 1.7, true, [1, 1])
      expect(reasonOf(read(w))).toBe('no spiking one of 2 windows came within 0.2 of threshold')
      addPairWindow(w, 1, 1.1, true, [1, 1])
      expect(reasonOf(read(w), 1)).toBe('the neuron spiked in every one of 1 windows')
      addPairWindow(w, 0, 1.1, true, [Number.NaN, 1])
      expect(reasonOf(read(w))).toBe('1 responses are not finite numbers')
      addPairWindow(w, 0, Number.NaN, true, [1, 1])
      expect(reasonOf(read(w), 0, 1)).toMatch(/1 of 4 windows have a reward or drive/)
    })
  }

  test('a window shorter than the response', () => {
    const w = { ...randomWindows(0, 90), timing: { window: 10, response: 30 } }
    expect(reasonOf(constantPairs(w))).toBe('the window of 10 ticks is shorter than the response of 30 ticks')
  })

  test('one drive a side has no line', () => {
    const w = empty()
    for (const y of [1, 2]) {
      addPairWindow(w, 0, 0.9, false, [y, y])
      addPairWindow(w, 0, 1.1, true, [y, y])
    }
    expect(reasonOf(linearPairs(w))).toBe('no effect can be told from 4 events')
    expect(effectAt(constantPairs(w), 0, 0).estimate).toBe(0)
  })

  test('all-spike: short recording, silence, a unit that always fires, NaN', () => {
    const all = noAllSpike(2, 1, 3)
    for (let t = 0; t < 3; t++) addSpikeTick(all, [0], [t])
    expect(reasonOf(allSpikeEffects(all))).toBe('the recording of 3 ticks is shorter than the response of 3 ticks')
    for (let t = 0; t < 3; t++) addSpikeTick(all, [0], [t])
    expect(reasonOf(allSpikeEffects(all))).toBe('the neuron spiked in every one of 3 ticks')
    expect(reasonOf(allSpikeEffects(all), 1)).toBe('the neuron never spiked in 3 ticks')
    addSpikeTick(all, [], [Number.NaN])
    addSpikeTick(all, [], [1])
    for (let t = 0; t < 4; t++) addSpikeTick(all, [], [t])
    expect(reasonOf(allSpikeEffects(all))).toMatch(/responses are not finite numbers/)
  })
})
