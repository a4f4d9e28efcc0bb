/** Digits that stand in for a data set that was not found are never silent: not with --quiet, not in the runs of a comparison. */
import { describe, expect, test } from 'vitest'
import { rateNetwork } from '../../experiments/parts/rate.ts'
import { backprop } from '../../experiments/parts/rate-feedback.ts'
import { bench } from './apical.ts'

const { run, write } = bench('stand-in')

const small = {
  kind: 'experiment',
  ...rateNetwork({ hidden: [20], lanes: 16, epochs: 1 }, backprop),
  dataset: { name: 'mnist', train: 64, test: 32 },
}
const sure = /data: EMBEDDED DIGITS IN PLACE OF MNIST/g

/** A file where the cache should be: what cannot be kept is not downloaded. */
const withoutData = () => write('cache', '')

describe('digits that stand in', () => {
  test('are told by a quiet run, as the only message', async () => {
    withoutData()
    const { code, stderr } = await run('run', write('net.json', JSON.stringify(small)), '--quiet')
    expect(code, stderr).toBe(0)
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(sure)])
  })

  test('are told once by a comparison, of whatever number of runs', async () => {
    withoutData()
    const entry = { rule: 'backprop', network: '784-20-10', experiment: small }
    const two = { kind: 'comparison', name: 'two', about: 'two seeds', control: 'backprop', seeds: [1, 2], epochs: 1, entries: [entry] } // biome-ignore format: a line
    const { code, stderr } = await run('compare', write('two.mjs', `export default ${JSON.stringify(two)}`))
    expect(code, stderr).toBe(0)
    expect(stderr.match(sure)).toHaveLength(1)
  })

  test('are not told where they were asked for', async () => {
    const digits = { ...small, dataset: { ...small.dataset, name: 'digits' } }
    const { stderr } = await run('run', write('digits.json', JSON.stringify(digits)), '--quiet')
    expect(stderr).toBe('')
  })
})
