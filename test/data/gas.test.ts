import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FEATURES, GASES, readGasBatch } from '../../src/data/gas.ts'
import { driftData } from '../../src/data/gas-drift.ts'
import { madeDrift } from '../../src/data/made-drift.ts'
import { DataError } from '../../src/errors.ts'

const values = (first: number): number[] => Array.from({ length: FEATURES }, (_, i) => first + i / 8)
const line = (head: string, features: number[]): string =>
  `${head} ${features.map((x, i) => `${i + 1}:${x.toFixed(6)}`).join(' ')}`

const fault = (text: string): string => {
  try {
    readGasBatch(text, 'batch1.dat')
  } catch (error) {
    expect(error).toBeInstanceOf(DataError)
    return (error as DataError).message
  }
  return 'read'
}

describe('readGasBatch', () => {
  test('both editions: with and without the concentration; ends of lines and blank lines of any kind', () => {
    const text = `${line('1', values(15596.16))}\r\n\r\n${line('6;50.000000', values(-3))} \n`
    const { labels, features } = readGasBatch(text, 'batch1.dat')
    expect([...labels]).toEqual([0, 5])
    expect([...features]).toEqual([...values(15596.16), ...values(-3)])
  })

  test('what is wrong is named with its line', () => {
    const good = line('2', values(1))
    expect(fault('')).toBe('batch1.dat: expected a recording a line, got an empty file')
    expect(fault(`${good}\n${line('7', values(1))}`)).toBe(
      "batch1.dat, line 2: expected a class from 1 to 6, or class;concentration, got '7'",
    )
    expect(fault(line('2;much', values(1)))).toMatch(/line 1: expected a class .* got '2;much'/)
    expect(fault(`\n\n${line('2', values(1).slice(1))}`)).toBe(
      'batch1.dat, line 3: expected 128 features as index:value, got 127 after the class',
    )
    expect(fault(good.replace(' 3:', ' 4:'))).toMatch(/line 1: expected 3: and a number, got '4:1.250000'/)
    expect(fault(good.replace('3:1.25', '3:NaN'))).toMatch(/expected 3: and a number, got '3:NaN/)
    expect(fault(good.replace('3:1.250000', '3:1e999'))).toMatch(/expected 3: and a number/)
    expect(fault(good.replace('3:1.250000', '3'))).toMatch(/expected 3: and a number, got '3'/)
  })

  test('what is written is read', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true })
    const recording = fc.record({
      label: fc.integer({ min: 1, max: GASES }),
      amount: fc.option(fc.double({ min: 0, max: 1000, noNaN: true })),
      features: fc.array(number, { minLength: FEATURES, maxLength: FEATURES }),
    })
    fc.assert(
      fc.property(fc.array(recording, { minLength: 1, maxLength: 3 }), recordings => {
        const text = recordings
          .map(
            r =>
              `${r.label}${r.amount === null ? '' : `;${r.amount}`} ${r.features.map((x, i) => `${i + 1}:${x}`).join(' ')}`,
          )
          .join('\n')
        const { labels, features } = readGasBatch(text, 'f')
        expect([...labels]).toEqual(recordings.map(r => r.label - 1))
        // The text of -0 is 0.
        expect([...features].map(x => x + 0)).toEqual(recordings.flatMap(r => r.features).map(x => x + 0))
      }),
      { numRuns: 50 },
    )
  })

  test('any text is read or refused with a DataError; so is a recording with a letter changed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(fault(text)).not.toBe('read')
      }),
    )
    const good = line('3;20.5', values(2))
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.string({ maxLength: 2 }), (at, put) => {
        const changed = good.slice(0, at) + put + good.slice(at + 1)
        if (fault(changed) !== 'read') return
        const { labels, features } = readGasBatch(changed, 'f')
        expect(labels.every(label => label < GASES)).toBe(true)
        expect(features.every(Number.isFinite)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })
})

describe('driftData', () => {
  const batch = (rows: number[][], labels: number[]) => ({
    labels: Uint8Array.from(labels),
    features: Float64Array.from(rows.flat()),
  })
  const row = (x: number): number[] => Array.from({ length: FEATURES }, (_, i) => (i === 1 ? 5 : x * (i + 1)))

  test('scaled by the extremes of the first batch, square root, cut off outside; a constant feature is 0', () => {
    const { train, test: last } = driftData(
      [batch([row(10), row(20)], [0, 1]), batch([row(12.5)], [2]), batch([row(30), row(5)], [3, 4])],
      'gas-drift',
      'here',
    )
    expect(train).toMatchObject({ count: 3, rows: 16, columns: 8, classes: 6, parts: [2, 1] })
    const image = (data: typeof train, i: number) => [...data.images.subarray(i * FEATURES, (i + 1) * FEATURES)]
    const all = (byte: number) => Array.from({ length: FEATURES }, (_, i) => (i === 1 ? 0 : byte))
    expect([image(train, 0), image(train, 1), image(train, 2)]).toEqual([all(0), all(255), all(128)])
    expect([image(last, 0), image(last, 1)]).toEqual([all(255), all(0)])
    expect([...last.labels]).toEqual([3, 4])
    expect(last.parts).toBeUndefined()
  })
})

describe('madeDrift', () => {
  const sizes = [200, 60, 60, 60, 60, 60, 60, 60, 60, 60]

  /** Errors of the nearest class mean of the first batch, by batch. */
  const wrongBy = (seed: number): number[] => {
    const { train, test: last } = driftData(madeDrift(seed, sizes), 'made-drift', 'made')
    const means = Array.from({ length: GASES }, () => new Float64Array(FEATURES))
    const counts = new Float64Array(GASES)
    for (let i = 0; i < sizes[0]; i++) {
      counts[train.labels[i]]++
      for (let f = 0; f < FEATURES; f++) means[train.labels[i]][f] += train.images[i * FEATURES + f]
    }
    const far = (images: Uint8Array, i: number, gas: number) =>
      means[gas].reduce((sum, m, f) => sum + (m / counts[gas] - images[i * FEATURES + f]) ** 2, 0)
    const wrong = ({ images, labels }: typeof train, from: number, to: number) => {
      let n = 0
      for (let i = from; i < to; i++) {
        const distances = means.map((_, gas) => far(images, i, gas))
        if (distances.indexOf(Math.min(...distances)) !== labels[i]) n++
      }
      return n / (to - from)
    }
    return [wrong(train, 0, 200), wrong(train, 200, 680), wrong(last, 0, 60)]
  }

  test('the same for a seed; another seed is another array', () => {
    const text = (seed: number) => madeDrift(seed, sizes).map(b => b.features.join())
    const [once, again] = [text(3), text(3)]
    expect(once.every((batch, i) => batch === again[i])).toBe(true)
    expect(once[4] === text(4)[4]).toBe(false)
    expect(madeDrift(3, sizes).map(b => b.labels.length)).toEqual(sizes)
    expect(madeDrift(3, sizes).every(b => b.features.every(Number.isFinite))).toBe(true)
  })

  test('what was calibrated on the first batch is more often wrong on later ones', () => {
    const all = [1, 2, 3, 4].map(wrongBy)
    const mean = (k: number) => all.reduce((sum, w) => sum + w[k], 0) / all.length
    expect(mean(1)).toBeGreaterThan(mean(0) + 0.1)
    expect(mean(2)).toBeGreaterThan(mean(0) + 0.1)
  })
})
