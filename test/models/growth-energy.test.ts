import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import gtEnergy from '../../experiments/gt-energy.ts'
import { boundsOf, eigenvalues, isSymmetric, lostGuarantees } from '../../experiments/parts/growth-bounds.ts'
import { coupled } from '../../experiments/parts/growth-network.ts'
import { growthTransform } from '../../models/neurons/growth-transform.ts'
import { energy, residual } from '../../src/measure/energy.ts'
import { runExperiment } from '../experiments/gt-run.ts'
import { load, mean, present } from './growth-run.ts'

const near = Array.from({ length: 5 }, (_, i) => Array.from({ length: 5 }, (_, j) => 0.5 ** Math.abs(i - j)))
const stimulus = [0, 1, 2, 3, 4].map(i => 0.8 * Math.cos(i))

describe('energy and what lambda must exceed', () => {
  test('energy of the specification, with and without barrier', () => {
    expect(energy(near, stimulus, [-0.1, -0.1, -0.1, -0.1, -0.1])).toBeCloseTo(0.0140665481, 10)
    const best = [0.77850544, 0.40901472, -0.31502768, -0.74943508, -0.16922387]
    expect(energy(near, stimulus, best)).toBeCloseTo(-0.7932568064, 9)
    expect(energy(near, stimulus, best, 2) - energy(near, stimulus, best)).toBeCloseTo(
      2 * (0.77850544 + 0.40901472),
      12,
    )
  })

  test('eigenvalues', () => {
    expect(eigenvalues(near).largest).toBeCloseTo(2.261927908, 9)
    const alike = [0, 1, 2].map(i => [0, 1, 2].map(j => (i === j ? 4 : 3.8)))
    expect(eigenvalues(alike)).toEqual({ largest: expect.closeTo(11.6, 10), smallest: expect.closeTo(0.2, 10) })
    expect(
      eigenvalues([
        [1, 2],
        [2, 1],
      ]),
    ).toEqual({ largest: expect.closeTo(3, 12), smallest: expect.closeTo(-1, 12) })
    // Trace and sum of squares belong to all eigenvalues, so two by two matrices are known in closed form.
    const entry = fc.double({ min: -5, max: 5, noNaN: true })
    fc.assert(
      fc.property(entry, entry, entry, (a, b, d) => {
        const { largest, smallest } = eigenvalues([
          [a, b],
          [b, d],
        ])
        const root = Math.sqrt(((a - d) / 2) ** 2 + b * b)
        expect(largest).toBeCloseTo((a + d) / 2 + root, 9)
        expect(smallest).toBeCloseTo((a + d) / 2 - root, 9)
      }),
    )
  })

  test('bounds: of the drive, of descent at once and one by one', () => {
    const { drive, unit, descent, oneByOne } = boundsOf(
      [
        [1, -2],
        [0.5, 3],
      ],
      [0.4, -1],
      { psi: 3, f: 0.5 },
    )
    expect([drive, unit]).toEqual([7.5, 1])
    expect(oneByOne).toBe(7.5 + 0.75)
    expect(descent).toBeCloseTo(
      7.5 +
        eigenvalues([
          [1, -0.75],
          [-0.75, 3],
        ]).largest /
          4,
      12,
    )
  })

  test('a matrix that costs a guarantee says which', () => {
    expect(isSymmetric(near)).toBe(true)
    expect(lostGuarantees(near)).toEqual([])
    expect(
      lostGuarantees([
        [1, 2],
        [2, 1],
      ]),
    ).toEqual([expect.stringMatching(/several steady states/)])
    expect(
      lostGuarantees([
        [1, 0.5],
        [0, 1],
      ]),
    ).toEqual([expect.stringMatching(/no energy/)])
  })
})

describe('a coupled population is checked when it is made', () => {
  const neuron = growthTransform({ name: 'gt' })
  const of = (more: Partial<Parameters<typeof coupled>[0]>) =>
    coupled({ name: 'gt', neuron, Q: near, b: stimulus, lambda: 8, ...more })
  test.each([
    [{ lambda: 2 }, /populations\.gt\.set\.lambda: expected more than 3\.16699.*drive of unit 3, got 2/],
    [{ lambda: Number.NaN }, /more than/],
    [{ f: 0 }, /step size above 0/],
    [{ f: 1.5 }, /step size above 0/],
    [{ v0: 1 }, /between -1 and 1/],
    [{ Q: [[1]] }, /5 x 5 numbers, got 1 x 1/],
  ])('%j', (more, message) => {
    expect(() => of(more)).toThrow(message)
  })
  test('lambda between the two bounds is allowed, with a note', () => {
    const bounds = boundsOf(near, stimulus)
    expect(of({}).notes).toEqual([])
    expect(of({ lambda: (bounds.drive + bounds.descent) / 2 }).notes).toEqual([
      expect.stringMatching(/may raise the energy/),
    ])
  })
})

describe('while it runs', () => {
  test('a drive above lambda is an event, with its unit and tick; the largest ratio is a measure', async () => {
    const { shown, scores } = await runExperiment(gtEnergy)
    const escapes = shown[0].trains('strong.escape', 3)
    expect(escapes[0][0]).toBeGreaterThan(5)
    expect(shown[0].after('strong.soma.v', escapes[0][0]).some(v => Math.abs(v) > 1)).toBe(true)
    for (const name of ['falls', 'slow', 'alike', 'rescued']) {
      const units = gtEnergy.populations[name].size!
      expect(shown[0].trains(`${name}.escape`, units).flat()).toEqual([])
      expect(scores[0].measures[`drive.${name}`]).toBeLessThan(1)
    }
    expect(scores[0].measures['drive.strong']).toBeGreaterThan(1)
  })

  test('the averaged law: mean barrier output is b - Q mean(v), to psi / window', async () => {
    const Q = [
      [1, 0.3, -0.2],
      [0.3, 1, 0.4],
      [-0.2, 0.4, 1],
    ]
    const b = [0.6, 0.9, -0.3]
    const { population, projection } = coupled({
      name: 'gt',
      neuron: growthTransform({ name: 'gt' }),
      Q,
      b,
      lambda: 20,
      psi: 3,
      f: 0.5,
    })
    const net = { populations: { gt: population }, projections: [projection] }
    const window = 20_000
    const machine = await load(net, window, { record: ['gt.soma.v'] })
    const before = (await present(machine, window)).values('gt.soma.v', 3)[window]
    const ran = await present(machine, window)
    // Steps read potentials as they stand when they begin.
    const v = [before, ...ran.values('gt.soma.v', 3).slice(1, window)]
    const means = [0, 1, 2].map(i => mean(v.map(x => x[i])))
    const psi = ran.spikes('gt.spike', 3).map(s => (3 * s.length) / window)
    expect(residual(Q, b, means, psi)).toBeLessThan(1e-3)
    expect(psi[0]).toBeGreaterThan(0.1)
    expect(psi[2]).toBe(0)
  })
})
