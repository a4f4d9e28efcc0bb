/** What a rule and a graded projection see of units that are late, or not stepped. */
import { describe, expect, test } from 'vitest'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { experiment, neuron, rule } from '../../src/spec/define.ts'
import { onBench, traceAt, weightAt } from '../support/bench.ts'

const source = 'made for this test, 2026'
const ramp = neuron({
  name: 'ramp',
  about: 'counts ticks, fires at each',
  source,
  params: {},
  compartments: { soma: { about: 'point', state: { x: 0 }, step: { x: 'x + 1' } } },
  events: { spike: 'soma.x > 0' },
})
const listener = neuron({
  name: 'listener',
  about: 'keeps what arrives',
  source,
  params: {},
  compartments: { soma: { about: 'point', input: 1, learned: { b: 0 }, step: { heard: 'input' } } },
})

describe.each([jsBackend({ precision: 64 }), jsBackend(), wasmBackend()])('$name', backend => {
  test('a graded projection with a delay brings the value of that many ticks ago', async () => {
    const b = await onBench(
      experiment({
        name: 'late',
        about: '',
        seed: 1,
        dt: '1 ms',
        populations: { from: { neuron: ramp, size: 2 }, to: { neuron: listener, size: 2 } },
        projections: [{ from: 'from.soma.x', to: 'to.soma', connect: 'one-to-one', weights: 1, delay: '3 ms' }],
        train: [{ presentations: 1, phases: [{ name: 'run', lasts: '10 ticks' }] }],
        probes: [{ column: 'to.soma.heard', during: ['train'] }],
      }),
      backend,
    )
    b.phase('run', 10)
    const logged = (await b.drain())['trace:to.soma.heard']
    const heard = Array.from({ length: 10 }, (_, t) => traceAt(logged, 2, t + 1, 1))
    expect(heard).toEqual([0, 0, 0, 1, 2, 3, 4, 5, 6, 7])
  })

  test('a local of a rule serves the synapse and the unit; a unit that is not stepped has no events', async () => {
    const counting = rule({
      name: 'counting',
      about: 'adds the events of the presynaptic unit, and a constant to the postsynaptic one',
      source,
      params: { eta: [0.5, 'rate'] },
      on: {
        tick: { step: 'eta * (post.soma.b + 1)', w: 'w + pre.spike * step', 'post.soma.b': 'post.soma.b + 2 * step' },
      },
    })
    const b = await onBench(
      experiment({
        name: 'frozen',
        about: '',
        seed: 1,
        dt: '1 ms',
        populations: { from: { neuron: ramp, size: 1 }, to: { neuron: listener, size: 1 } },
        projections: [{ name: 'w', from: 'from', to: 'to.soma', weights: 0, rule: counting }],
        train: [
          {
            presentations: 1,
            learn: true,
            phases: [
              { name: 'both', lasts: '1 ticks' },
              { name: 'one', lasts: '1 ticks', order: ['to'] },
            ],
          },
        ],
      }),
      backend,
    )
    b.phase('both', 1)
    expect(await weightAt(b, 'w', 0, 0)).toBe(0.5)
    expect(await b.read('to.soma.b')).toEqual([1])
    b.phase('one', 1)
    expect(await weightAt(b, 'w', 0, 0)).toBe(0.5)
    expect(await b.read('to.soma.b')).toEqual([3])
  })
})
