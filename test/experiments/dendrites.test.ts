/** The switches of the published program, as options of the dendritic network: what each changes in the plan. */
import { describe, expect, test } from 'vitest'
import { dendrites, head, headFeedback, type Layers, small } from '../../experiments/parts/dendrites.ts'
import { planExperiment } from '../../src/plan/build.ts'
import type { Kernel } from '../../src/plan/plan.ts'
import { dense } from '../../src/plan/weights-matrix.ts'
import { withInitialValues } from '../../src/sim/network.ts'

const one: Layers = { hidden: [{ name: 'hidden', size: 50 }], etaOut: 0.21 }
const two: Layers = {
  ...one,
  hidden: [
    { name: 'h1', size: 50 },
    { name: 'h2', size: 20 },
  ],
}
const planned = (layers: Layers) =>
  planExperiment({ kind: 'experiment', name: 'switches', about: '', seed: 1, ...dendrites(layers) })

const tapsOf = (layers: Layers) =>
  planned(layers).plan.programs['train.0.forward'].end.filter((k): k is Kernel & { verb: 'taps' } => k.verb === 'taps')

const weightsOf = (layers: Layers, projection: string): Float64Array => {
  const plan = withInitialValues(planned(layers), 1, 0)
  const initial = plan.columns.find(c => c.name === `${projection}.w`)!.initial as ArrayLike<number>
  return dense(plan.layouts.find(l => l.name === projection)!, initial)
}
const largest = (w: Float64Array) => w.reduce((most, x) => Math.max(most, Math.abs(x)), 0)

describe('switches', () => {
  test('phases of 50 ms, or with a Wald draw', () => {
    expect(planned(one).stages[0].phases[0].lasts.wald).toEqual({ mean: 2, shape: 1, floor: true })
    expect(planned({ ...one, phases: 'fixed' }).stages[0].phases[0].lasts).toEqual({ base: 50 })
  })

  test('tests of 250 or 500 ms', () => {
    expect(planned(one).test!.phases[0].lasts.base).toBe(250)
    const long = planned({ ...one, testTime: '500 ms' })
    expect(long.test!.phases[0].lasts.base).toBe(500)
    expect(long.plan.columns.find(c => c.name === 'output.soma.v#past')!.slots).toBe(512)
  })

  test('memory of synapses, and lags from 0 as in 2016', () => {
    const sum = (layers: Layers) => tapsOf(layers)[0].table.reduce((a, w) => a + w, 0)
    expect(sum(one)).toBeCloseTo(0.5104085324, 9)
    expect(sum({ ...one, synapses: { memory: '20 ms' } })).toBeCloseTo(0.8138585064, 9)
    expect(sum({ ...one, synapses: { advance: '1 ms' } })).toBeCloseTo(0.4629506113, 9)
  })

  test('feedback from the output to every layer, or from the next layer up', () => {
    const from = (layers: Layers) => planned(layers).network.projs.find(p => p.name === 'y1')!.from.pop.name
    expect(from(two)).toBe('output')
    expect(from({ ...two, broadcast: false })).toBe('h2')
  })

  test('initial weights: published, of the last commit, unscaled', () => {
    expect(largest(weightsOf(one, 'w1'))).toBeCloseTo(0.893, 2)
    expect(largest(weightsOf({ ...one, weights: head }, 'w1'))).toBeCloseTo(1.768, 2)
    expect(largest(weightsOf({ ...one, weights: small }, 'w1'))).toBeLessThanOrEqual(0.05)
    const doubled: Layers = { ...one, hidden: [{ name: 'hidden', size: 500, feedback: headFeedback as never }] }
    expect(largest(weightsOf(doubled, 'y1'))).toBeGreaterThan(1.8 * 1.0951397919)
  })

  test('hidden learning switched off', () => {
    const learns = (layers: Layers) =>
      planned(layers).plan.programs['train.0.presentation.end'].end.flatMap(k =>
        k.verb === 'learn' ? [k.projection] : [],
      )
    expect(learns(one)).toEqual(['w1', 'out'])
    expect(learns({ ...one, learnHidden: false })).toEqual(['out'])
  })
})
