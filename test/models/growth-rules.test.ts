/** Forms of the sparsity rule against closed forms. */
import { describe, expect, test } from 'vitest'
import { growthPair } from '../../models/neurons/growth-pair.ts'
import { sparsity, sparsityAmplitude, sparsityOnSpikes } from '../../models/rules/sparsity.ts'
import { localityOf } from '../../src/plan/locality.ts'
import { neuron } from '../../src/spec/define.ts'
import type { Projection, Rule } from '../../src/spec/types.ts'
import { load, matrix, type Net, near, planOf, present } from './growth-run.ts'

const b = [0.6, -0.4, 0.25]
const network = (rule: Rule, set: Projection['set'], stimulus = b): Net => ({
  populations: { p: { neuron: growthPair, size: stimulus.length, init: { 'drive.b': stimulus } } },
  projections: [{ name: 'q', from: 'p.pair.z', to: 'p.drive', weights: 0, rule, ...(set ? { set } : {}) }],
})

const learned = async (net: Net, presentations: number) => {
  const machine = await load(net, 100, { learn: true, record: ['p.off'] })
  let spikes = 0
  for (let n = 0; n < presentations; n++) {
    machine.clear()
    const ran = await present(machine, 100, n)
    spikes = [...ran.spikes('p.spike', 3), ...ran.spikes('p.off', 3)].reduce((sum, s) => sum + s.length, 0)
  }
  return { w: matrix(await machine.read('q.w'), 3, 3).flat(), spikes }
}

describe('amplitude form', () => {
  test('with a step barrier it is the sign form at eta psi / 2, decay included', async () => {
    const signs = await learned(network(sparsity, { eta: 0.003, decay: 1e-4 }), 30)
    const amplitudes = await learned(network(sparsityAmplitude, { eta: 0.002, decay: 1e-4 }), 30)
    expect(Math.max(...signs.w.map(Math.abs))).toBeGreaterThan(0.1)
    near(amplitudes.w, signs.w, 1e-12)
    expect(amplitudes.spikes).toBe(signs.spikes)
  })

  test('one window: half of eta times the summed product of barrier output and potentials', async () => {
    const machine = await load(
      {
        ...network(sparsityAmplitude, { eta: 1e-9 }),
        probes: ['p.pair.barrier', 'p.pair.change', 'p.off', 'p.spike'].map(column => ({ column, during: ['train'] })),
      },
      100,
      { learn: true },
    )
    const ran = await present(machine, 100)
    const [barrier, change] = [ran.values('p.pair.barrier', 3), ran.values('p.pair.change', 3)]
    const product = (pre: number, post: number) =>
      barrier.slice(1).reduce((sum, row, n) => sum + row[post] * change[n + 1][pre], 0)
    const expected = [0, 1, 2].flatMap(pre => [0, 1, 2].map(post => 0.5 * product(pre, post)))
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1)
    near(
      matrix(await machine.read('q.w'), 3, 3)
        .flat()
        .map(w => w / 1e-9),
      expected,
      1e-4,
    )
  })
})

describe('spike-triggered form', () => {
  /** A pair that fires as it is told. */
  const told = neuron({
    name: 'told',
    about: 'spikes given by hand',
    source: 'made for this test',
    params: {},
    compartments: { soma: { about: 'pair', input: 1, state: { x: 0 }, step: { x: 'input' } } },
    events: { spike: 'soma.x > 1', off: 'soma.x < -1' },
  })
  const [TAU, PSI, ETA] = [20, 3, 0.01]
  const given: Record<string, [tick: number, unit: number][]> = {
    preOn: [[0, 0], [3, 0], [4, 1], [11, 0]],
    preOff: [[1, 1], [7, 0], [8, 1]],
    postOn: [[3, 0], [9, 0], [9, 1], [25, 1]],
    postOff: [[12, 0], [4, 1]],
  } // biome-ignore format: a table

  /** Events of a rule are those of its own two populations; the four trains come from populations whose spikes are forced. */
  const net: Net = {
    populations: {
      ...Object.fromEntries(
        Object.entries(given).map(([name, spikes]) => [name, { neuron: told, size: 2, force: { spikes } }]),
      ),
      pre: { neuron: told, size: 2 },
      post: { neuron: told, size: 2 },
    },
    projections: [
      ...(['pre', 'post'] as const).flatMap(side =>
        (['On', 'Off'] as const).map(half => ({
          name: `${side}${half}`,
          from: `${side}${half}`,
          to: `${side}.soma`,
          connect: 'one-to-one' as const,
          weights: half === 'On' ? 2 : -2,
        })),
      ),
      {
        name: 'q',
        from: 'pre',
        to: 'post.soma',
        weights: 0,
        rule: sparsityOnSpikes,
        set: { eta: ETA, tau: `${TAU} ms`, psi: PSI },
      },
    ],
  }

  test('sum over pairs of spikes of exponentials of their distance', async () => {
    const machine = await load(net, 40, { learn: true })
    machine.clock(0, { presentation: 0, tick: 0 })
    machine.advance('train.0.run', [40])
    const gain = PSI * (1 - Math.exp(-1 / TAU))
    const trains = (side: 'pre' | 'post') => [
      ...given[`${side}On`].map(s => [...s, 1]),
      ...given[`${side}Off`].map(s => [...s, -1]),
    ]
    const weight = (pre: number, post: number) =>
      trains('post')
        .filter(s => s[1] === post)
        .reduce(
          (sum, [t, , sign]) =>
            sum +
            sign *
              trains('pre')
                .filter(s => s[1] === pre && s[0] <= t)
                .reduce((x, [u, , k]) => x + k * gain * Math.exp(-(t - u) / TAU), 0),
          0,
        )
    const expected = [0, 1].flatMap(pre => [0, 1].map(post => ETA * weight(pre, post)))
    near(matrix(await machine.read('q.w'), 2, 2).flat(), expected, 1e-9)
  })

  test('on pairs it does what the sign form does: the spikes become fewer', async () => {
    const before = await learned(network(sparsityOnSpikes, { eta: 0.004 }), 1)
    const after = await learned(network(sparsityOnSpikes, { eta: 0.004 }), 60)
    expect(after.spikes).toBeLessThan(0.85 * before.spikes)
  })
})

test('all forms are local', () => {
  for (const rule of [sparsity, sparsityAmplitude, sparsityOnSpikes])
    expect(localityOf(planOf(network(rule, {}, new Array(20).fill(0.5)), 10, { learn: true })).experiment.class).toBe(
      'local',
    )
})
