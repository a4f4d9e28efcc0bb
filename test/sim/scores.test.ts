/** What an epoch is scored by besides errors: spikes and synaptic operations of a test image, measures of the test, agreement of weights. */
import { describe, expect, test } from 'vitest'
import { embeddedDigits } from '../../src/data/digits.ts'
import { scoreRow } from '../../src/node/score-row.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { simulate } from '../../src/sim/simulate.ts'
import { experiment, neuron } from '../../src/spec/define.ts'
import type { Experiment } from '../../src/spec/types.ts'

const TESTED = 20
const data = embeddedDigits({ train: 10, test: TESTED })

/** Fires in every tick in which x is above one half. */
const relay = neuron({
  name: 'relay',
  about: 'fires while it is driven',
  source: 'made for this test',
  params: {},
  compartments: {
    soma: { about: 'driven', state: { x: 0, n: 0 }, step: { n: 'n + (x > 0.5 ? 1 : 0)' } },
    sink: { about: 'what arrives', input: 1, step: { y: 'input' } },
  },
  events: { spike: 'soma.x > 0.5' },
})

const order = ['in.soma', 'out.sink']
const look = { name: 'look', lasts: '2 ticks' as const, order, drive: { 'in.soma.x': 'image' as const } }
const network = (changes: Partial<Experiment> = {}): Experiment =>
  experiment({
    name: 'counted',
    about: 'test',
    seed: 1,
    dt: '1 ms',
    dataset: { name: 'digits', train: 10, test: TESTED },
    populations: { in: { neuron: relay, shape: [28, 28] }, out: { neuron: relay, size: 10 } },
    projections: [
      {
        name: 'up',
        from: 'in',
        to: 'out.sink',
        connect: 'pre.unit - 3 * floor(pre.unit / 3) == 0 || post.unit == 0',
        weights: 'randn()',
      },
      { name: 'down', from: 'out', to: 'in.sink', weights: 1 },
    ],
    train: [{ epochs: 2, clear: 'presentation', phases: [look] }],
    test: { every: 'epoch', clear: 'presentation', phases: [look], answer: { of: 'out', score: 'sink.y' } },
    ...changes,
  })

const lastScore = async (e: Experiment) => (await simulate(e, { data, backend: 'wasm' }).done).score!

/** Bright pixels of the test images, and a number for each of them, as means over images. */
const perImage = (of: (pixel: number) => number): number => {
  const bright = [...data.test.images.subarray(0, TESTED * 784)].map((byte, i) => (byte / 255 > 0.5 ? of(i % 784) : 0))
  return bright.reduce((a, b) => a + b, 0) / TESTED
}

describe('a test image', () => {
  test('spikes by event, and the synapses that carried them into what the test steps', async () => {
    const score = await lastScore(network())
    expect(score.testSpikes!['in.spike']).toBeCloseTo(2 * perImage(() => 1), 9)
    // Every third pixel leads to ten units, the others to one; what leads into in.sink is not stepped.
    expect(score.synapticOperations).toBeCloseTo(2 * perImage(u => (u % 3 === 0 ? 10 : 1)), 9)
  })

  test('measures of the test are means over its images, apart from those of training', async () => {
    const measures: Experiment['measures'] = {
      seen: { of: 'in', value: 'sum(all, soma.n)', during: 'test' },
      trained: { of: 'in', value: 'sum(all, soma.n)' },
    }
    const score = await lastScore(network({ measures }))
    expect(score.testMeasures).toEqual({ seen: 2 * perImage(() => 1) })
    expect(Object.keys(score.measures)).toEqual(['trained'])
    expect(score.digest).toBe((await lastScore(network())).digest)
  })

  test('a line of scores.jsonl names populations', async () => {
    const e = network({ measures: { seen: { of: 'in', value: 'sum(all, soma.n)', during: 'test' } } })
    const row = scoreRow(await lastScore(e), planExperiment(e), undefined)
    expect(Object.keys(row.testSpikes as object)).toEqual(['in'])
    expect(row.synapticOperations).toBeGreaterThan(0)
    expect(row.testMeasures).toHaveProperty('seen')
  })
})

describe('agreement', () => {
  const agreeing = (weights: unknown) =>
    network({
      projections: [
        { name: 'up', from: 'in', to: 'out.sink', weights: 'randn()' },
        { name: 'down', from: 'out', to: 'in.sink', weights: weights as never },
      ],
      measures: { 'agreement.in': { agreement: ['down', 'up'] } },
    })

  test('of a copy: all signs, cosine 1, nothing left of the difference', async () => {
    const { agreement } = await lastScore(agreeing({ transpose: 'up' }))
    expect(agreement!.in).toMatchObject({ feedback: 'down', forward: 'up', sign: 1, symmetric: 0 })
    expect(agreement!.in.cosine).toBeCloseTo(1, 12)
    expect(agreement!.in.angle).toBeCloseTo(0, 4)
    expect(agreement!.in.self).toBeCloseTo(-agreement!.in.sparse! / 2, 6)
  })

  test('of the opposite, and of chance', async () => {
    const opposite = await lastScore(agreeing({ transpose: 'up', scale: -2 }))
    expect(opposite.agreement!.in.sign).toBe(0)
    expect(opposite.agreement!.in.angle).toBeCloseTo(180, 4)
    const chance = await lastScore(agreeing('randn()'))
    expect(Math.abs(chance.agreement!.in.angle! - 90)).toBeLessThan(3) // four standard deviations of 7,840 pairs: 2.6
  })

  test('of feedback that is all 0: unknown, not 0', async () => {
    const { in: none } = (await lastScore(agreeing(0))).agreement!
    expect(Object.keys(none)).not.toContain('sign')
    expect(Object.keys(none)).not.toContain('angle')
  })

  test('needs projections with exchanged ends', () => {
    const e = network({ measures: { a: { agreement: ['up', 'up'] } } })
    expect(() => planExperiment(e)).toThrow(
      'measures.a.agreement: expected projections with exchanged ends, got 784 to 10 units and 784 to 10 units',
    )
  })
})
