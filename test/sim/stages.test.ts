/** What a stage begins and ends with where it has stages within it. */
import { describe, expect, test } from 'vitest'
import { simulate } from '../../src/sim/simulate.ts'
import { neuron } from '../../src/spec/define.ts'
import type { Experiment, Stage } from '../../src/spec/types.ts'

/** `log` gets a digit for each moment; v counts ticks since it was cleared, and `most` is the largest count. */
const counter = neuron({
  name: 'counter',
  about: 'writes down moments',
  source: 'made here',
  params: {},
  compartments: {
    soma: {
      about: 'counts',
      state: { v: 0 },
      learned: { log: 0, most: 0 },
      step: { v: 'v + 1', most: 'max(most, v)' },
    },
  },
  on: Object.fromEntries(
    ['outer.begin', 'inner.begin', 'show.begin', 'inner.end', 'outer.end'].map((moment, i) => [
      moment,
      { 'soma.log': `soma.log * 10 + ${i + 1}` },
    ]),
  ),
})

const inner: Stage = { name: 'inner', learn: true, presentations: 1, phases: [{ name: 'show', lasts: '2 ticks' }] }

const outcome = async (train: Stage[], backend: string) => {
  const experiment: Experiment = {
    kind: 'experiment',
    name: 'stages',
    about: 'a stage within a stage',
    seed: 1,
    dt: '1 ms',
    populations: { a: { neuron: counter, size: 1 } },
    projections: [],
    train,
  }
  const { learned } = await simulate(experiment, { backend }).done
  return { log: learned['a.soma.log'][0], most: learned['a.soma.most'][0] }
}

describe.each(['js', 'wasm'])('on %s', backend => {
  test('it begins before the first of them and ends after the last', async () => {
    const { log } = await outcome([{ name: 'outer', epochs: 2, learn: true, stages: [inner] }], backend)
    expect(log).toBe(12_342_345)
  })

  test('with phases of its own it ends after those within it', async () => {
    const phases = [{ name: 'wait', lasts: '1 ticks' } as const]
    const { log } = await outcome([{ name: 'outer', presentations: 1, learn: true, phases, stages: [inner] }], backend)
    expect(log).toBe(12_345)
  })

  test('it clears when it, or each of its epochs, begins', async () => {
    const most = async (clear: Stage['clear']) => {
      const outer: Stage = { epochs: 2, stages: [inner, inner], ...(clear ? { clear } : {}) }
      return (await outcome([outer, { ...inner, name: 'last' }, outer], backend)).most
    }
    expect([await most(undefined), await most('stage'), await most('epoch')]).toEqual([18, 10, 6])
  })
})
