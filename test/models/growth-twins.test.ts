/** ON/OFF pairs as two populations: the same network as pairs in one unit, learning included. */
import { describe, expect, test } from 'vitest'
import { type BetweenOptions, betweenPairs, onOffPairs } from '../../experiments/parts/growth-twins.ts'
import { growthPair } from '../../models/neurons/growth-pair.ts'
import { sparsity } from '../../models/rules/sparsity.ts'
import { sparsityTwins } from '../../models/rules/sparsity-twins.ts'
import type { Machine } from '../../src/backend/backend.ts'
import { localityOf } from '../../src/plan/locality.ts'
import { load, matrix, type Net, near, planOf, present, run, transposed } from './growth-run.ts'

const Q = [
  [0, 0.3, -0.2],
  [0.1, 0, 0.4],
  [-0.25, 0.2, 0],
]
const b = [0.6, -0.4, 0.25]
const record = ['aOn.soma.v', 'aOff.soma.v', 'aOff.spike', 'aOn.spike']

const twins = (clamp: number, learning: Partial<BetweenOptions> = {}, stimulus = b) => {
  const { populations, projections, order } = onOffPairs({ layer: 'a', b: stimulus, set: { clamp } })
  const net: Net = {
    populations,
    projections: [...projections, ...betweenPairs({ name: 'q', from: 'a', to: 'a', Q, ...learning })],
  }
  return { net, order }
}

describe('ON/OFF pairs as two populations', () => {
  test('specification 4.5: potentials and spikes of the first hundred steps', async () => {
    const { net, order } = twins(0)
    const ran = await run(net, 100, { record, order })
    const potentials = (n: number) => [...ran.values('aOn.soma.v', 3)[n], ...ran.values('aOff.soma.v', 3)[n]]
    near(
      potentials(10),
      [-0.0042381875, -0.1736921097, -0.0115729223, -0.217611235, -0.0554640336, -0.1433116913],
      1e-9,
    )
    near(
      potentials(100),
      [-0.0517399695, -0.5190884178, -0.0064627953, -0.6695904978, -0.0186698547, -0.4249760429],
      1e-9,
    )
    const counts = ['aOn.spike', 'aOff.spike'].flatMap(e => ran.spikes(e, 3).map(s => s.length))
    expect(counts).toEqual([25, 0, 14, 0, 18, 0])
  })

  test('the clamped window of the published length', async () => {
    const { net, order } = twins(1)
    const ran = await run(net, 100, { record, order })
    expect(['aOn.spike', 'aOff.spike'].flatMap(e => ran.spikes(e, 3).map(s => s.length))).toEqual([23, 0, 13, 0, 17, 0])
  })

  test('means solve (1 + Q) z = b', async () => {
    const { net, order } = twins(0)
    const machine = await load(net, 10_000, { record, order })
    await present(machine, 10_000)
    const ran = await present(machine, 50_000)
    const rate = (event: string) => ran.spikes(event, 3).map(s => (3 * s.length) / 50_000)
    const [on, off] = [rate('aOn.spike'), rate('aOff.spike')]
    near(
      on.map((x, i) => x - off[i]),
      [0.9528536, -0.75062035, 0.63833747],
      5e-3,
    )
  })

  test('learns what pairs in one unit learn, and its four matrices stay one', async () => {
    const learning = { rule: sparsityTwins, set: { eta: 0.002 } }
    const { net, order } = twins(1, learning)
    const two = await load(net, 100, { learn: true, record, order })
    const one = await load(
      {
        populations: { p: { neuron: growthPair, size: 3, init: { 'drive.b': b } } },
        projections: [
          {
            name: 'q',
            from: 'p.pair.z',
            to: 'p.drive',
            weights: { values: transposed(Q) },
            ...learning,
            rule: sparsity,
          },
        ],
      },
      100,
      { learn: true, record: ['p.off'] },
    )
    for (let n = 0; n < 20; n++) {
      for (const machine of [one, two]) machine.clear()
      await present(one, 100, n)
      await present(two, 100, n)
    }
    const read = async (machine: Machine, name: string) => matrix(await machine.read(name), 3, 3).flat()
    const expected = await read(one, 'q.w')
    const negative = expected.map(w => -w)
    expect(Math.max(...expected.map((w, i) => Math.abs(w - transposed(Q).flat()[i])))).toBeGreaterThan(0.02)
    near(await read(two, 'q-aOn-aOn.w'), expected, 1e-9)
    near(await read(two, 'q-aOn-aOff.w'), expected, 1e-9)
    near(await read(two, 'q-aOff-aOn.w'), negative, 1e-9)
    near(await read(two, 'q-aOff-aOff.w'), negative, 1e-9)
  })

  test('the rule is local', () => {
    const many = Array.from({ length: 20 }, () => new Array(20).fill(0))
    const { net, order } = twins(1, { rule: sparsityTwins, Q: many }, new Array(20).fill(0.5))
    expect(localityOf(planOf(net, 10, { learn: true, order })).rules['q-aOn-aOn'].class).toBe('local')
  })
})
