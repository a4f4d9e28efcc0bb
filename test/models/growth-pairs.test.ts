import { describe, expect, test } from 'vitest'
import { growthPair } from '../../models/neurons/growth-pair.ts'
import { sparsity } from '../../models/rules/sparsity.ts'
import { neuron, rule } from '../../src/spec/define.ts'
import { load, type Net, near, present, run, transposed } from './growth-run.ts'

const Q = [
  [0, 0.3, -0.2],
  [0.1, 0, 0.4],
  [-0.25, 0.2, 0],
]
const b = [0.6, -0.4, 0.25]
const pairs = (clamp: number): Net => ({
  populations: { p: { neuron: growthPair, size: 3, set: { clamp }, init: { 'drive.b': b } } },
  projections: [{ name: 'q', from: 'p.pair.z', to: 'p.drive', weights: { values: transposed(Q) } }],
})
const record = ['p.on.v', 'p.off.v', 'p.off']

describe('ON/OFF pairs (test 12)', () => {
  test('first hundred steps', async () => {
    const ran = await run(pairs(0), 100, { record })
    const on = ran.values('p.on.v', 3)
    const off = ran.values('p.off.v', 3)
    near(
      [...on[1], ...off[1]],
      [-0.0826141495, -0.1074138792, -0.091322314, -0.1123441397, -0.087593985, -0.1037097177],
      1e-9,
    )
    near(
      [...on[10], ...off[10]],
      [-0.0042381875, -0.1736921097, -0.0115729223, -0.217611235, -0.0554640336, -0.1433116913],
      1e-9,
    )
    near(
      [...on[100], ...off[100]],
      [-0.0517399695, -0.5190884178, -0.0064627953, -0.6695904978, -0.0186698547, -0.4249760429],
      1e-9,
    )
    expect([...ran.spikes('p.spike', 3), ...ran.spikes('p.off', 3)].map(s => s.length)).toEqual([25, 0, 14, 0, 18, 0])
    expect(ran.spikes('p.spike', 3)[0].slice(0, 8)).toEqual([7, 12, 16, 20, 24, 29, 33, 37])
    expect(ran.spikes('p.off', 3)[1].slice(0, 8)).toEqual([10, 16, 22, 28, 33, 39, 44, 49])
  })

  test('the clamped window of the published length', async () => {
    const ran = await run(pairs(1), 100, { record })
    expect([...ran.spikes('p.spike', 3), ...ran.spikes('p.off', 3)].map(s => s.length)).toEqual([23, 0, 13, 0, 17, 0])
  })

  test('mean barrier output solves (1 + Q) z = b', async () => {
    const machine = await load(pairs(0), 10_000, { record: ['p.off'] })
    await present(machine, 10_000)
    const ran = await present(machine, 50_000)
    const psi = [...ran.spikes('p.spike', 3), ...ran.spikes('p.off', 3)].map(s => (3 * s.length) / 50_000)
    near(psi, [0.94998, 0, 0.64284, 0, 0.75, 0], 1e-3)
    near([psi[0], -psi[4], psi[2]], [0.9528536, -0.75062035, 0.63833747], 5e-3)
  })
})

describe('sparsity rule (tests 16 and 17)', () => {
  test('16: spikes of three pairs fall', async () => {
    const net: Net = {
      populations: { p: { neuron: growthPair, size: 3, init: { 'drive.b': b } } },
      projections: [
        {
          name: 'q',
          from: 'p.pair.z',
          to: 'p.drive',
          connect: 'pre.unit != post.unit',
          weights: 0,
          rule: sparsity,
          set: { eta: 0.002 },
        },
      ],
    }
    const machine = await load(net, 100, { learn: true, record: ['p.off'] })
    const counts: number[] = []
    for (let n = 0; n <= 200; n++) {
      machine.clear()
      const ran = await present(machine, 100, n)
      counts.push([...ran.spikes('p.spike', 3), ...ran.spikes('p.off', 3)].reduce((sum, s) => sum + s.length, 0))
    }
    near(
      [0, 1, 5, 10, 20, 50, 100, 200].map(n => counts[n]),
      [40, 39, 39, 36, 33, 30, 27, 21],
      1,
    )
  })

  test('17: a plastic self-weight grows like the cube root of the number of presentations', async () => {
    const averaged = neuron({
      name: 'averaged',
      about: 'mean of a pair with self-weight q',
      source: 'Gangopadhyay & Chakrabartty 2021',
      params: {},
      compartments: { soma: { about: 'pair', input: 1, state: { one: 1 }, step: { z: '0.8 / (1 + input)' } } },
    })
    const grow = rule({
      name: 'grow',
      about: 'squared activity',
      source: 'Gangopadhyay & Chakrabartty 2021',
      params: {},
      on: { tick: { w: 'w + 0.01 * post.soma.z * post.soma.z' } },
    })
    const net: Net = {
      populations: { p: { neuron: averaged, size: 1 } },
      projections: [{ name: 'q', from: 'p.soma.one', to: 'p.soma', weights: 0, rule: grow }],
    }
    const machine = await load(net, 1000, { learn: true })
    machine.advance('train.0.run', [1000])
    const [q] = await machine.read('q.w')
    near([q, 0.8 / (1 + q)], [1.724302, 0.293653], 1e-5)
    expect((1 + q) ** 3).toBeCloseTo(1 + 3 * 0.01 * 0.64 * 1000, 0)
  })
})
