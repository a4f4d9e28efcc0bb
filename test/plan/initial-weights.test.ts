/** Initial weights by equations: each is what the equation says for its two ends, however much of it is computed once for many. */
import { expect, test } from 'vitest'
import { normalDouble, streamKey, uniform } from '../../src/lang/random-host.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { eachSynapse } from '../../src/plan/connect.ts'
import { experiment } from '../../src/spec/define.ts'
import type { Init } from '../../src/spec/types.ts'
import { adder } from '../support/adder.ts'
import { onBench } from '../support/bench.ts'

/** weights[pre][post] of 3 units to 5, every unit of which hears pre.unit <= post.unit. */
const weights = async (init: Init): Promise<(number | undefined)[][]> => {
  const e = experiment({
    name: 'weights',
    about: 'test',
    seed: 1,
    dt: '1 ms',
    populations: { from: { neuron: adder, size: 3 }, to: { neuron: adder, size: 5 } },
    projections: [{ name: 'p', from: 'from.soma.x', to: 'to.soma', connect: 'pre.unit <= post.unit', weights: init }],
    train: [{ presentations: 1, phases: [{ name: 'run', lasts: '1 ticks' }] }],
  })
  const w = await (await onBench(e)).read('p.w')
  const out = Array.from({ length: 3 }, () => new Array<number | undefined>(5).fill(undefined))
  const layout = planExperiment(e).plan.layouts.find(l => l.name === 'p')!
  eachSynapse(layout, (pre, post, element) => {
    out[pre][post] = w[element]
  })
  return out
}

const expected = (value: (pre: number, post: number) => number) =>
  [0, 1, 2].map(pre => [0, 1, 2, 3, 4].map(post => (pre <= post ? value(pre, post) : undefined)))

const draw = (pre: number, post: number, presentation: number) => ({
  unit: pre * 5 + post,
  tick: 0,
  presentation,
  key: streamKey(1, 0, 'p.weights'),
})
const fanIn = (post: number) => Math.min(post + 1, 3)
const fanOut = (pre: number) => 5 - pre

test.each<[string, Init, (pre: number, post: number) => number]>([
  ['one end', 'sqrt(2 + post.unit) / fan.in', (_, post) => Math.sqrt(2 + post) / fanIn(post)],
  ['the other end', '3 * pre.unit + fan.out * fan.out', pre => 3 * pre + fanOut(pre) ** 2],
  [
    'parts of either end and of both',
    { let: { a: '2 * pre.unit + 1', b: 'a * post.unit' }, value: 'a * b - sqrt(fan.in + 1) * b + 0.5' },
    (pre, post) => {
      const a = 2 * pre + 1
      const b = a * post
      return a * b - Math.sqrt(fanIn(post) + 1) * b + 0.5
    },
  ],
  [
    'draws, each its own',
    { let: { r: 'rand()' }, value: 'sqrt(fan.in) * (r - 0.5) + randn() * r' },
    (pre, post) => {
      const r = uniform(draw(pre, post, 0))
      return Math.sqrt(fanIn(post)) * (r - 0.5) + normalDouble(draw(pre, post, 1)) * r
    },
  ],
  ['a constant', '2 * 3 + pi', () => 6 + Math.PI],
])('%s', async (_, init, value) => {
  expect(await weights(init)).toEqual(expected(value))
})
