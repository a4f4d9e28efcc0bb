import { expect, test } from 'vitest'
import { experiment, neuron } from '../../src/spec/define.ts'
import { onBench } from '../support/bench.ts'

const TICKS = 12
const SPAN = 3
const spikes = [
  [2, 0, 1],
  [5, 0, 2],
  [6, 0, 1],
] // [tick, unit, count]

const listening = neuron({
  name: 'listening',
  about: 'filters its own spikes',
  source: 'made for this test, 2026',
  params: { span: ['3 ms', 'memory'], tau: ['7 ms', 'decay'] },
  compartments: {
    soma: {
      about: 'point',
      state: { recursive: 0, tapped: 0, x: 0 },
      // The weight of the first is an exponential, so it runs as a recursion; that of the second is not.
      step: {
        recursive: 'filter(spike, span, exp(-lag / tau)) + 0 * recursive',
        tapped: 'filter(spike, span, lag / tau) + 0 * tapped',
      },
    },
  },
  events: { spike: 'soma.x > 0' },
})

test("a filter over a unit's own event counts from the last tick and forgets after its span", async () => {
  const bench = await onBench(
    experiment({
      name: 'event-filter',
      about: '',
      seed: 1,
      dt: '1 ms',
      populations: { n: { neuron: listening, size: 1, force: { spikes } } },
      projections: [],
      train: [{ presentations: 1, phases: [{ name: 'show', lasts: `${TICKS} ms` }] }],
      probes: ['recursive', 'tapped'].map(name => ({ column: `n.soma.${name}`, during: ['train'] })),
    }),
  )
  bench.phase('show', TICKS)
  const logs = await bench.drain()
  const expected = (weight: (lag: number) => number) =>
    Array.from({ length: TICKS }, (_, t) =>
      spikes.reduce((sum, [at, , count]) => sum + (t > at && t - at <= SPAN ? count * weight(t - at) : 0), 0),
    )
  const isNear = (probe: string, weight: (lag: number) => number) => {
    const traced = logs[`trace:n.soma.${probe}`].values[0]
    for (const [t, x] of expected(weight).entries()) expect(traced[t], `${probe} at tick ${t}`).toBeCloseTo(x, 12)
  }
  isNear('recursive', lag => Math.exp(-lag / 7))
  isNear('tapped', lag => lag / 7)
})
