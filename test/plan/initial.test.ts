/** Initial values of units: equations of parameters, unit and draws. */
import { expect, test } from 'vitest'
import { experiment, neuron } from '../../src/spec/define.ts'
import { onBench } from '../support/bench.ts'

const network = (x: string, step: [string, string][] = []) =>
  experiment({
    name: 'initial',
    about: '',
    seed: 1,
    dt: '1 ms',
    populations: {
      n: {
        neuron: neuron({
          name: 'n',
          about: 'starts somewhere',
          source: 'made for this test, 2026',
          params: { scale: [1, 'per unit'] },
          compartments: { soma: { about: 'point', state: { x, y: 0 }, step } },
        }),
        size: 3,
        set: { scale: [2, 4, 8] },
      },
    },
    projections: [],
    train: [{ presentations: 1, phases: [{ name: 'run', lasts: '1 ticks' }] }],
    probes: [
      { column: 'n.soma.x', during: ['train'] },
      { column: 'n.soma.y', during: ['train'] },
    ],
  })

test('a parameter with a value for each unit is read unit by unit', async () => {
  const b = await onBench(network('10 * scale + unit'))
  expect(await b.read('n.soma.x')).toEqual([20, 41, 82])
})

test('another state has no value yet', () => {
  expect(() => network('soma.y + unit')).toThrow(/soma\.state\.x: 'soma\.y': expected one of scale, .*unit/)
})

test('a name that is assigned twice draws twice', async () => {
  const b = await onBench(
    network('0', [
      ['x', 'rand()'],
      ['y', 'x'],
      ['x', 'rand()'],
    ]),
  )
  b.phase('run', 1)
  const [x, y] = [await b.read('n.soma.x'), await b.read('n.soma.y')]
  expect(x.every((value, i) => value !== y[i])).toBe(true)
})
