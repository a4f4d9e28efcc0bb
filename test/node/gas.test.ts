import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FEATURES } from '../../src/data/gas.ts'
import { DataError } from '../../src/errors.ts'
import { loadDataset } from '../../src/node/sources.ts'
import { temporaryFolder } from './temporary.ts'

const batchText = (count: number, first: number): string =>
  Array.from({ length: count }, (_, i) =>
    [
      `${(i % 6) + 1};${10 * (i + 1)}.000000`,
      ...Array.from({ length: FEATURES }, (_, f) => `${f + 1}:${first + i + f}`),
    ].join(' '),
  ).join('\n')

/** A folder of data sets with ten batches of 3, 4, .. 12 recordings, but for those left out. */
const put = (inside: string, without: number[] = []): string => {
  const data = temporaryFolder()
  mkdirSync(join(data, inside), { recursive: true })
  for (let b = 1; b <= 10; b++)
    if (!without.includes(b)) writeFileSync(join(data, inside, `batch${b}.dat`), batchText(b + 2, b))
  return data
}

describe('gas-drift', () => {
  test.each(['gas-drift', 'gas-drift/Dataset', '.'])('ten batches from %s: the last is the test set', async inside => {
    const { train, test: last, note } = await loadDataset('gas-drift', { data: put(inside), env: {} })
    expect(train).toMatchObject({ name: 'gas-drift', count: 63, parts: [3, 4, 5, 6, 7, 8, 9, 10, 11] })
    expect(last.count).toBe(12)
    expect([...train.labels.subarray(0, 5)]).toEqual([0, 1, 2, 0, 1])
    expect(note).toMatch(/^gas sensor array drift \(Vergara et al. 2012\) from .*: 63 \+ 12 images$/)
  })

  test('from APICAL_DATA too', async () => {
    const { train } = await loadDataset('gas-drift', { env: { APICAL_DATA: put('gas-drift') } })
    expect(train.name).toBe('gas-drift')
  })

  test('a file that is missing or wrong is named', async () => {
    await expect(loadDataset('gas-drift', { data: put('gas-drift', [7]), env: {} })).rejects.toThrow(
      /gas-drift.batch7.dat: expected this file, as there are others of the ten, got none/,
    )
    const data = put('gas-drift')
    writeFileSync(join(data, 'gas-drift', 'batch3.dat'), `${batchText(2, 1)}\n9 1:2`)
    const broken = loadDataset('gas-drift', { data, env: {} })
    await expect(broken).rejects.toThrow(DataError)
    await expect(broken).rejects.toThrow(/batch3.dat, line 3: expected a class from 1 to 6/)
  })

  test('without files, a made array, under its own name and loudly', async () => {
    const data = temporaryFolder()
    const { train, test: last, note, digest } = await loadDataset('gas-drift', { data, env: {}, train: 50, test: 5 })
    expect(note).toContain('A SENSOR ARRAY MADE, SEED 1, IN PLACE OF the gas sensor array drift data')
    expect(note).toContain(`not found in ${join(data, 'gas-drift')}`)
    expect([train.name, train.count, last.count]).toEqual(['made-drift', 50, 5])
    expect((await loadDataset('made-drift', { train: 50, test: 5 })).digest).toBe(digest)
  })
})
