/** What growth-transform models refuse, and what they tell while they run. */
import { describe, expect, test } from 'vitest'
import patches from '../../experiments/mnist-growth-patches.ts'
import { growthColumns } from '../../models/neurons/growth-columns.ts'
import { growthPair } from '../../models/neurons/growth-pair.ts'
import { growthSilent } from '../../models/neurons/growth-silent.ts'
import { growthTransform } from '../../models/neurons/growth-transform.ts'
import { SpecError } from '../../src/errors.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { type Saturation, saturationText } from '../../src/sim/saturation.ts'
import { runSession } from '../../src/sim/session.ts'
import { type Sighting, sightingText } from '../../src/sim/watch.ts'
import type { Population, Stage } from '../../src/spec/types.ts'
import { alone, coupled, double, load, type Net, planOf } from './growth-run.ts'

const refused = async (net: Net): Promise<string> => {
  const error = await load(net, 10).then(
    () => new Error('loaded'),
    (e: Error) => e,
  )
  if (error.message !== 'loaded') expect(error).toBeInstanceOf(SpecError)
  return error.message
}

describe('limits', () => {
  const Q = [
    [1, 0.5],
    [-2, 1],
  ]
  const two = (set: Population['set'], v0 = [-0.1, -0.1]) =>
    coupled(Q, { q: 0, psi: 3, bounded: 1, ...set }, [0.2, 0.4], v0)

  test('lambda: the unit with the largest drive, and the value to exceed', async () => {
    expect(await refused(two({ lambda: 6.4 }))).toBe(
      'populations.gt.set.lambda: expected more than 6.4 in unit 1 (the largest drive that it can meet; set bounded to 0 to go below), got 6.4',
    )
    expect(await refused(two({ lambda: 6.5 }))).toBe('loaded')
    expect(await refused(two({ lambda: 1, bounded: 0 }))).toBe('loaded')
  })

  test('steps outside (0, 1], potentials outside (-1, 1)', async () => {
    expect(await refused(two({ f0: 0 }))).toBe('populations.gt.set.f0: expected more than 0 in unit 0, got 0')
    expect(await refused(two({ f0: [0.5, 1.01] }))).toBe(
      'populations.gt.set.f0: expected at most 1 in unit 1, got 1.01',
    )
    expect(await refused(two({}, [0.3, -1]))).toBe(
      'populations.gt.init.soma.v: expected more than -1 in unit 1, got -1',
    )
    expect(await refused(alone({}, 0.1, { v0: 1 }))).toBe('populations.gt.set.v0: expected less than 1, got 1')
    expect(await refused({ populations: { p: { neuron: growthPair, size: 2, set: { f: 2 } } }, projections: [] })).toBe(
      'populations.p.set.f: expected at most 1 in unit 0, got 2',
    )
  })

  test('event-driven units: what arrives counts', async () => {
    const net = (lambda: number): Net => ({
      populations: { s: { neuron: growthSilent, size: 2, set: { lambda }, init: { 'drive.b': [0.5, 0.1] } } },
      projections: [{ name: 'w', from: 's', to: 's.drive', weights: { values: [[0, 4], [1, 0]] } }],
    }) // biome-ignore format: a matrix
    expect(await refused(net(5))).toMatch(/populations.s.set.lambda: expected more than 5.1 in unit 1 \(/)
    expect(await refused(net(5.2))).toBe('loaded')
  })

  test('a model that limits or watches what it has not', () => {
    const neuron = growthTransform({ name: 'gt' })
    const planned = (more: object) => () =>
      planOf({ populations: { gt: { neuron: { ...neuron, ...more }, size: 1 } }, projections: [] }, 1)
    expect(planned({ watch: { escpe: 'left' } })).toThrow(
      /populations.gt.neuron.watch: expected an event: .*did you mean 'escape'.*, got 'escpe'/,
    )
    expect(planned({ limits: { lamda: { above: 0 } } })).toThrow(/did you mean 'lambda'/)
    expect(planned({ limits: { lambda: { above: 'reach.axon' } } })).toThrow(
      /limits.lambda.above: 'reach.axon': expected one of/,
    )
    expect(planned({ energy: { of: 'soma.y', to: 'drive', own: 'qq' } })).toThrow(/neuron.energy.own: expected one of/)
  })

  test.each<[patch: [number, number], message: RegExp]>([
    [[30, 8], /projections\[0\].connect: patch: expected at most the 28 x 28 of 'image', got 30 x 8/],
    [[40, 40], /expected at most the 28 x 28 of 'image', got 40 x 40/],
    [[7, 7], /expected a target of shape \[36, 49\], got \[36, 64\]/],
  ])('patches that do not fit the image: %j', (patch, message) => {
    const projections = patches.projections.map(p => (p.name === 'look' ? { ...p, connect: { patch, stride: 4 } } : p))
    expect(() => planOf({ ...patches, projections }, 1)).toThrow(message)
  })
})

const told = async (net: Net, train: Stage[]): Promise<{ seen: Sighting[]; saturated: Saturation[] }> => {
  const planned = planOf({ ...net, train }, 1)
  const machine = await loadNetwork(double, planned, 1)
  const all = { seen: [] as Sighting[], saturated: [] as Saturation[] }
  const listener = {
    seen: (sighting: Sighting) => void all.seen.push(sighting),
    saturated: (saturation: Saturation) => void all.saturated.push(saturation),
  }
  await runSession({ planned, machine, seed: 1, listener })
  return all
}
const phase = (name: string, ticks: number, order?: string[]) => ({
  name,
  lasts: `${ticks} ticks` as const,
  ...(order ? { order } : {}),
})
const stage = (presentations: number, ticks: number): Stage[] => [
  { presentations, clear: 'presentation', phases: [phase('run', ticks)] },
]

describe('saturation: a spike in each tick to the end of a presentation', () => {
  const saturatedIn = async (net: Net, train: Stage[]) => (await told(net, train)).saturated

  test('table of 1.5: b = 3.5 against psi = 3; told once, with the rate, at the end of the stage', async () => {
    // The first spike from -0.1 comes at the third tick.
    const [seen, ...more] = await saturatedIn(alone({ q: 0 }, 3.5), stage(4, 100))
    expect(more).toEqual([])
    expect(seen).toMatchObject({ units: 1, size: 1, unit: 0, rate: 0.98, times: 4, presentations: 4 })
    expect(saturationText(seen)).toBe(
      "gt.held, stage 'train.0': 1 of 1 units fired in each tick to the end of a presentation, most often unit 0 (in 4 of 4 presentations, 0.98 a tick): the barrier psi cannot hold the stimulus",
    )
    expect(await saturatedIn(alone({ q: 0 }, 2.9), stage(2, 200))).toEqual([])
  })

  test('not where there is no barrier, and not in presentations of few ticks', async () => {
    expect(await saturatedIn(alone({ q: 0, psi: 0 }, 0.5), stage(1, 100))).toEqual([])
    expect(await saturatedIn(alone({ q: 0 }, 3.5), stage(5, 4))).toEqual([])
  })

  test('columns, event-driven units and pairs, the unit that did most often: 5.1, b = 0.95 and 1.3 in 20 ticks', async () => {
    const match = { gain: 1, kappa: 0 } // no input: the drive is -theta
    const columns = (b: number[]): Net => ({
      populations: { h: { neuron: growthColumns, shape: [1, 2], set: { ...match, theta: b.map(x => -x) } } },
      projections: [],
    })
    expect(await saturatedIn(columns([0.95, 1.3]), stage(3, 20))).toMatchObject([
      { population: 'h', event: 'spike', units: 1, size: 2, unit: 1, rate: 0.95, times: 3 },
    ])
    expect(await saturatedIn(columns([0.95, 0.7]), stage(3, 20))).toEqual([])
    const silent = (b: number[]): Net => ({
      populations: { s: { neuron: growthSilent, size: 2, init: { 'drive.b': b } } },
      projections: [],
    })
    expect(await saturatedIn(silent([0.95, 1.3]), stage(1, 20))).toMatchObject([{ unit: 1, rate: 0.95 }])
    const pair: Net = {
      populations: { p: { neuron: growthPair, size: 2, set: { clamp: 0 }, init: { 'drive.b': [0.5, -5] } } },
      projections: [],
    }
    expect(await saturatedIn(pair, stage(1, 60))).toMatchObject([{ event: 'off', units: 1, unit: 1 }])
  })

  test('a stage that is left tells what it has seen', async () => {
    const planned = planOf({ ...alone({ q: 0 }, 3.5), train: stage(50, 100) }, 1)
    const machine = await loadNetwork(double, planned, 1)
    const seen: Saturation[] = []
    let asked = 0
    const listener = { stop: () => ++asked > 5, saturated: (s: Saturation) => void seen.push(s) }
    const { finished } = await runSession({ planned, machine, seed: 1, listener })
    expect([finished, seen.length, seen[0].times]).toEqual([false, 1, seen[0].presentations])
  })

  test('a model that names no event of its own', () => {
    const neuron = { ...growthTransform({ name: 'gt' }), saturates: { spik: 'x' } }
    expect(() => planOf({ populations: { gt: { neuron, size: 1 } }, projections: [] }, 1)).toThrow(
      /populations.gt.neuron.saturates: expected an event: .*did you mean 'spike'/,
    )
  })
})

describe('watched while it learns', () => {
  const seenIn = async (net: Net, train: Stage[]) => (await told(net, train)).seen
  const names = (seen: Sighting[]) =>
    seen.map(({ event, unit, tick, presentation }) => [event, unit, tick, presentation])

  test('a unit that leaves its bound: once, with unit and tick', async () => {
    // 1.7 G2: three alike units at lambda = 5, f = 1; the drive 11.6 v passes 5 after some alternations.
    const alike = [0, 1, 2].map(i => [0, 1, 2].map(j => (i === j ? 4 : 3.8)))
    const gt = growthTransform({ name: 'gt' })
    const net = coupled(alike, { lambda: 5, f0: 1, q: 0, psi: 0, bounded: 0 }, [0, 0, 0], [0.05, 0.05, 0.05], gt)
    const seen = await seenIn(net, stage(3, 40))
    expect(names(seen)).toEqual([['escape', 0, 8, 1]])
    expect(sightingText(seen[0])).toBe(
      'gt, unit 0, tick 8 of presentation 1: the drive exceeds lambda, so the potential may leave (-1, 1)',
    )
    expect(
      await seenIn(
        { ...net, populations: { gt: { ...net.populations.gt, set: { lambda: 18, f0: 1, q: 0, psi: 0 } } } },
        stage(3, 40),
      ),
    ).toEqual([])
  })

  test('ticks count from the start of the presentation, phases that leave the unit out included', async () => {
    const net = alone({ lambda: 2, psi: 0, bounded: 0 }, 2.5)
    const train: Stage[] = [
      { presentations: 1, clear: 'presentation', phases: [phase('wait', 7, ['other']), phase('run', 3, ['gt'])] },
    ]
    const other = { other: alone({}, 0).populations.gt }
    const seen = await seenIn({ ...net, populations: { ...net.populations, ...other } }, train)
    expect(names(seen)).toEqual([['escape', 0, 8, 1]])
  })

  test('columns: odds below 0 are a drive above lambda', async () => {
    const net: Net = {
      populations: { h: { neuron: growthColumns, shape: [1, 2], set: { lambda: 1.2, gain: 1, theta: -1.3 } } },
      projections: [],
    }
    expect(names(await seenIn(net, stage(1, 5)))).toEqual([['escape', 0, 1, 1]])
    const wide = { h: { ...net.populations.h, set: { lambda: 12, gain: 1, theta: -1.3 } } }
    expect(await seenIn({ ...net, populations: wide }, stage(1, 50))).toEqual([])
  })

  test('pairs: a drive that was cut', async () => {
    const pair = (b: number): Net => ({
      populations: { p: { neuron: growthPair, size: 2, init: { 'drive.b': [0.1, b] } } },
      projections: [],
    })
    expect(names(await seenIn(pair(25), stage(1, 3)))).toEqual([['cut', 1, 1, 1]])
    expect(await seenIn(pair(2), stage(1, 100))).toEqual([])
  })
})
