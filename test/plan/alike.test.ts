import { describe, expect, test } from 'vitest'
import { jsBackend } from '../../src/backend/js.ts'
import { alike } from '../../src/plan/alike.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork, withInitialValues } from '../../src/sim/network.ts'
import { type Values, withValues } from '../../src/spec/vary.ts'
import { tiny } from '../cli/apical.ts'

const planned = (values: Values) => planExperiment(withValues(tiny(), values))
const together = (...all: Values[]) => alike(all.map(v => planned(v).plan))

const eta = 'projections.w1.set.eta'
const gain = 'populations.hidden.set.g_b'

describe('plans that differ in numbers', () => {
  test('are one, with the numbers in a column', () => {
    const { added, of, plan } = together({ [eta]: 0.1 }, { [eta]: 0.2 }, { [eta]: 0.4 })!
    expect(added).toEqual(['replicas.f32'])
    const numbers = [0, 1, 2].map(k => of(k).columns.at(-1)!.initial as number[])
    expect(numbers[0]).toHaveLength(numbers[1].length)
    expect(numbers[1][0] / numbers[0][0]).toBeCloseTo(2, 10)
    expect(numbers[2][0] / numbers[0][0]).toBeCloseTo(4, 10)
    expect(plan.columns.map(c => c.name)).toEqual([...planned({}).plan.columns.map(c => c.name), 'replicas.f32'])
  })

  test('compute what each computes alone, to the bit', async () => {
    const values = [
      { [eta]: 0.1, [gain]: '0.5 /ms' },
      { [eta]: 0.3, [gain]: '0.7 /ms' },
    ]
    const plans = values.map((v, k) => withInitialValues(planned(v), 1, k))
    const common = alike(plans)!
    for (const [k, own] of values.entries()) {
      const alone = await loadNetwork(jsBackend(), planned(own), 1, k)
      const one = await jsBackend().load(common.of(k))
      for (const machine of [alone, one]) {
        machine.write('input.soma.x', new Float32Array(784).fill(0.3))
        machine.write('output.soma.label', [0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
        for (const { program } of planned(own).stages[0].phases) machine.advance(program, [15])
      }
      const [expected, got] = [await alone.save(), await one.save()]
      for (const name of common.added) delete got[`column:${name}`]
      expect(got).toEqual(expected)
    }
  })

  test('also initial values, where the first has 0', () => {
    const plan = planned({}).plan
    const state = plan.columns.findIndex(c => c.role === 'state' && (c.initial ?? 0) === 0)
    const other = { ...plan, columns: plan.columns.map((c, i) => (i === state ? { ...c, initial: 0.5 } : c)) }
    const both = alike([plan, other])!
    expect(both.plan.columns[state].initial).toBe(0.5)
    expect([0, 1].map(k => both.of(k).columns[state].initial)).toEqual([0, 0.5])
  })

  test('nothing is added where they do not differ', () => {
    expect(together({}, {})!.added).toEqual([])
  })
})

test.each([
  ['a size', { 'populations.hidden.size': 21 }],
  ['a factor of 0, which drops its term', { [eta]: 0 }],
  ['lanes', { lanes: 2 }],
  ['a time constant of synapses, which makes a table', { 'populations.hidden.set.tau_l': '8 ms' }],
  ['a probe', { 'probes.0.samples': 4, probes: [] }],
])('%s makes another plan', (_what, values) => expect(together({}, values)).toBeUndefined())
