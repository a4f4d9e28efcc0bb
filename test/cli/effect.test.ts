/** `apical effect`: a table or lines of JSON, and 'unknown' with a reason where nothing can be told. */
import { describe, expect, test } from 'vitest'
import { bench } from './apical.ts'

const apical = bench('effect')

const short = ['--set', 'train[0].presentations=60', '--margin', '0.3']
const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

describe('windows', () => {
  test('one JSON object a line: neuron, estimator, estimate, error, truth, windows', async () => {
    const { code, stdout } = await apical.run('effect', 'rdd-correlation', '--json', '--quiet', ...short)
    expect(code).toBe(0)
    const lines = jsonLines(stdout)
    expect(lines.map(l => l.neuron)).toContain('lk[1]')
    const linear = lines.find(l => l.neuron === 'lk[0]' && l.estimator === 'linear p=0.3')
    expect(Object.keys(linear)).toEqual(['neuron', 'estimator', 'estimate', 'error', 'truth', 'windows'])
    expect(Math.abs(linear.estimate - 5.495)).toBeLessThan(4 * Math.hypot(linear.error, 0.011))
    expect(Math.abs(linear.truth - 5.508)).toBeLessThan(0.3)
  })

  test('replicas add up to the same digits on any number of threads', { timeout: 300_000 }, async () => {
    const three = (threads: string) =>
      apical.run('effect', 'rdd-correlation', '--json', '--quiet', ...short, '--replicas', '3', '--threads', threads)
    const [one, two] = [await three('1'), await three('2')]
    expect(two.stdout).toBe(one.stdout)
    const observed = jsonLines(one.stdout).find(l => l.neuron === 'lk[0]' && l.estimator === 'observed')
    expect(observed.windows).toBe(3 * 300 * 60)
  })

  test('a table for people', async () => {
    const { stdout } = await apical.run('effect', 'rdd-correlation', ...short)
    expect(stdout.split('\n')[0]).toMatch(/^neuron +estimator +estimate +error +truth +windows$/)
    expect(stdout).toMatch(/^lk\[0\] +observed/m)
  })

  test.each([
    ['never spikes', ['--set', 'populations.lk.set.threshold=99'], /never spiked in 18000 windows/],
    ['always spikes', ['--set', 'populations.lk.set.threshold=-1'], /spiked in every one/],
    ['pays what is no number', ['--set', 'populations.cost.set.p0=1e38'], /not a finite number/],
  ])('a neuron that %s: null with a reason', async (_, set, reason) => {
    const { code, stdout } = await apical.run('effect', 'rdd-correlation', '--json', '--quiet', ...short, ...set)
    expect(code).toBe(0)
    for (const line of jsonLines(stdout)) {
      expect(line.estimate).toBeNull()
      expect(line.error).toBeNull()
      expect(line.reason).toMatch(reason)
    }
  })

  test('a margin that no window enters', async () => {
    const { stdout } = await apical.run(
      'effect',
      'rdd-correlation',
      '--json',
      '--quiet',
      '--margin',
      '1e-9',
      '--set',
      'train[0].presentations=5',
    )
    const line = jsonLines(stdout).find(l => l.estimator === 'constant p=1e-9')
    expect(line.estimate).toBeNull()
    expect(line.reason).toMatch(/none of 1500 windows/)
  })
})

test('feedback weights: agreement with the forward weights', async () => {
  const { code, stdout } = await apical.run('effect', 'rdd-align', '--epochs', '1', '--json', '--quiet')
  expect(code).toBe(0)
  const all = jsonLines(stdout).find(l => l.feedback === 'all')
  expect(all.cosine).toBeGreaterThan(0.6)
})

test('sums of feedback rules add up to the same digits on any number of threads', { timeout: 300_000 }, async () => {
  const brief = ['--epochs', '1', '--json', '--quiet', '--set', 'train[0].stages[0].presentations=20']
  const two = (threads: string) => apical.run('effect', 'rdd-align', ...brief, '--replicas', '2', '--threads', threads)
  const [one, other] = [await two('1'), await two('2')]
  expect(other.stdout).toBe(one.stdout)
  const [rdd, all] = jsonLines(one.stdout)
  expect(rdd).toMatchObject({ feedback: 'rdd', replicas: 2, cosine: null })
  expect(all.cosine).toBeGreaterThan(0.5)
})

test.each([
  ['rate=0 Hz', 'all', /none of 1920 weights is known: no spike of 'h0'/],
  ['span=5 ms', 'rdd', /the window of 5 ms is shorter than the response of 30 ms that 'rdd' averages over/],
])('feedback weights with %s: null with a reason and a count', async (set, feedback, reason) => {
  const { stdout } = await apical.run(
    'effect',
    'rdd-align',
    '--epochs',
    '1',
    '--json',
    '--quiet',
    '--set',
    `populations.h0.set.${set}`,
  )
  const line = jsonLines(stdout).find(l => l.feedback === feedback)
  expect([line.cosine, line.sign]).toEqual([null, null])
  expect(line.synapses).toBe(1920)
  expect(line.reason).toMatch(reason)
})

test.each([
  [['effect', 'rdd-correlation', '--margin', '0'], /--margin: expected a number above 0/],
  [['effect', 'rdd-correlation', '--of', 'cost'], /--of: expected a population with windows/],
  [
    ['effect', 'mnist-rdd', '--replicas', '2'],
    /--replicas: expected 1 where other weights than feedback weights learn/,
  ],
  [['effect', 'hello'], /an event 'close' and a compartment 'effect'/],
])('%j: exit 2 and what was expected', async (args, message) => {
  const { code, stderr } = await apical.run(...args)
  expect(code).toBe(2)
  expect(stderr).toMatch(message)
})
