/** The innovation rules against their sums written out, and T19: cells whose chances rise and fall together. */
import { describe, expect, test } from 'vitest'
import { confounded } from '../../experiments/parts/rdd-feedback.ts'
import { lifDrawn } from '../../models/neurons/lif-window.ts'
import { poisson } from '../../models/neurons/poisson.ts'
import { allSpike } from '../../models/rules/align.ts'
import { innovation, innovationInPhases } from '../../models/rules/innovation.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { rawSha256 } from '../../src/node/hash.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { localityOf } from '../../src/plan/locality.ts'
import { alignmentOf } from '../../src/sim/alignment.ts'
import { loadNetwork, readLearned } from '../../src/sim/network.ts'
import { runSession } from '../../src/sim/session.ts'
import { experiment, neuron } from '../../src/spec/define.ts'
import type { Experiment } from '../../src/spec/types.ts'
import { saturatedWeights } from '../measure/reference/feedback-lif.ts'
import { kappaBank } from '../measure/reference/kappa.ts'
import { mean } from '../measure/reference/one-run.ts'
import { uniform } from '../measure/reference/random.ts'
import { onBench } from '../support/bench.ts'

const source = 'made for this test, 2026'
/** A unit whose potential wanders, and one that fires as it is told with a chance that follows its own potential. */
const wanderer = neuron({
  name: 'wanderer',
  about: 'a potential',
  source,
  params: {},
  compartments: { soma: { about: 'potential', state: { v: 0 }, step: { v: '0.8 * v + 0.5 + randn()' } } },
  events: { spike: 'soma.v > 9' },
})
const drawer = neuron({
  name: 'drawer',
  about: 'spikes by chance',
  source,
  params: { max: ['200 Hz', 'maximal rate'] },
  compartments: {
    soma: { about: 'potential', state: { v: 0 }, step: { v: '0.9 * v + 0.3 * randn()' } },
    apical: { about: 'feedback', input: 1, step: {} },
  },
  events: { spike: 'poisson(max * sigmoid(soma.v) * dt)' },
})

const presented: Omit<Experiment, 'kind'> = {
  name: 'innovation alone',
  about: 'a rule alone',
  seed: 1,
  dt: '1 ms',
  populations: { above: { neuron: wanderer, size: 1 }, cell: { neuron: drawer, size: 1 } },
  projections: [
    { name: 'y', from: 'above', to: 'cell.apical', weights: 0, rule: innovation, set: { keep: 1, slow: 0.05 } },
  ],
  train: [
    {
      presentations: 1,
      learn: true,
      phases: [
        { name: 'forward', lasts: '60 ticks' },
        { name: 'target', lasts: '10 ticks' },
      ],
    },
  ],
  probes: ['above.soma.v', 'cell.soma.v', 'cell.spike'].map(column => ({ column, during: ['train'] as const })),
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

describe('the rule of the dendritic network', () => {
  test('is the sum over spikes with a whole response of (n - φ) (mean V - running mean before), over Σφ', async () => {
    const b = await onBench(experiment(presented))
    const seen = { V: [] as number[], v: [] as number[], n: [] as number[], forward: [] as boolean[] }
    for (const [phase, ticks] of [
      ['forward', 60],
      ['target', 10],
      ['forward', 45],
    ] as const) {
      b.phase(phase, ticks)
      const logs = await b.drain()
      seen.V.push(...Array.from(logs['trace:above.soma.v'].values[0]))
      seen.v.push(...Array.from(logs['trace:cell.soma.v'].values[0]))
      seen.n.push(...Array.from(logs['cell.spike'].counts[0]))
      seen.forward.push(...new Array(ticks).fill(phase === 'forward'))
    }
    let [sum, expected, running, used] = [0, 0, 0, 0]
    for (let t = 0; t + 11 < seen.V.length; t++) {
      if (!seen.forward.slice(t, t + 12).every(Boolean)) continue
      const phi = 0.2 * sigmoid(seen.v[t])
      sum += (seen.n[t] - phi) * (mean(seen.V.slice(t, t + 12)) - running)
      expected += phi
      used += 1
      running += Math.max(0.05, 1 / used) * (seen.V[t] - running)
    }
    b.end()
    expect((await b.read('y.post.expected'))[0]).toBeCloseTo(expected, 9)
    expect((await b.read('y.a'))[0]).toBeCloseTo(sum, 9)
    expect((await b.read('y.beta'))[0]).toBeCloseTo(sum / expected / 0.036323, 6)
    expect(used).toBe(49 + 34)
  })
})

describe('the rule of feedback phases', () => {
  const TICKS = 300
  const spikes = (seed: number, units: number, chance: number) => {
    const random = uniform(seed)
    return Array.from({ length: TICKS }, (_, t) =>
      Array.from({ length: units }, (_, i) => i).filter(() => random() < chance).map(i => [t, i]),
    ).flat() // biome-ignore format: a table
  }
  test('is the sum over ticks with a chance of (n - φ) times what follows, over Σφ(1 - φ)', async () => {
    const [own, above] = [spikes(3, 2, 0.1), spikes(4, 3, 0.15)]
    const b = await onBench(
      experiment({
        name: 'innovation in phases alone',
        about: 'a rule alone',
        seed: 1,
        dt: '1 ms',
        populations: {
          cell: { neuron: lifDrawn, size: 2, set: { gain: 0, odds: 0.1 }, force: { spikes: own } },
          above: { neuron: poisson, size: 3, force: { spikes: above } },
        },
        projections: [{ name: 'y', from: 'above', to: 'cell.apical', weights: 0, rule: innovationInPhases }],
        train: [
          {
            presentations: 1,
            learn: true,
            phases: [{ name: 'feed', lasts: `${TICKS} ticks`, drive: { 'cell.basal.x': 1 } }],
          },
        ],
      }),
    )
    b.phase('feed', TICKS, { 'cell.basal.x': [1, 1] })
    const filter = kappaBank(3)
    const q = Array.from({ length: TICKS }, (_, t) => {
      const now = new Float64Array(3)
      for (const [at, j] of above) if (at === t - 1) now[j] += 1
      const out = new Float64Array(3)
      filter(now, out)
      return out
    })
    const a = await b.read('y.a')
    const layout = b.planned.plan.layouts.find(l => l.name === 'y')!
    if (layout.kind !== 'dense') throw new Error('a dense projection')
    for (const i of [0, 1]) {
      for (const j of [0, 1, 2]) {
        let sum = 0
        for (let t = 0; t + 15 < TICKS; t++) {
          const n = own.filter(([at, unit]) => at === t && unit === i).length
          const y = mean(Array.from({ length: 15 }, (_, k) => q[t + 1 + k][j])) - q[t][j]
          sum += (n - 0.1) * y
        }
        expect(a[j * layout.stride + i]).toBeCloseTo(sum, 6)
      }
      expect((await b.read('y.post.n'))[i]).toBeCloseTo((TICKS - 15) * 0.09, 6)
    }
  })
})

const [n, m] = [192, 10]
describe('T19: chances that rise and fall together, 30 s, mean of four seeds', () => {
  const rules = {
    plain: { rule: allSpike, set: { centre: 0 } },
    centred: { rule: allSpike },
    innovation: { rule: innovationInPhases },
  }
  test.each([
    [0, 0.914, 0.914, 0.909],
    [0.5, 0.903, 0.905, 0.903],
    [1, 0.538, 0.848, 0.827],
  ])('modulation %d', async (depth, ...cosines) => {
    const planned = planExperiment(
      experiment({
        name: 'T19',
        about: 'confounded',
        seed: 1,
        ...confounded({ sizes: [n, m], seconds: 30, weights: { values: saturatedWeights(n, m) }, rules }, depth),
      }),
    )
    const got: number[][] = []
    for (const seed of [1, 2, 3, 4]) {
      const machine = await loadNetwork(wasmBackend(), planned, seed)
      await runSession({ planned, machine, seed, hash: rawSha256, listener: {} })
      got.push(alignmentOf(planned, await readLearned(machine, planned)).map(a => a.cosine!))
    }
    for (const [k, cosine] of cosines.entries())
      expect(Math.abs(mean(got.map(g => g[k])) - cosine), `${k}: ${got.map(g => g[k])}`).toBeLessThan(0.02)
    const { rules: classes } = localityOf(planned)
    expect(classes.innovation.class).toBe('batch') // the copy scales by a sum over the layer
  })
})
