import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/data/canonical.ts'
import { chain, experimentHash, incremental, sha256, unorderedHash } from '../../src/node/hash.ts'

const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' // FIPS 180-2, example B.1

test('SHA-256 of parts is that of the whole', () => {
  expect(sha256('a', Uint8Array.of(98), 'c')).toBe(abc)
  expect(sha256(Int32Array.of(1))).toBe(sha256(Uint8Array.of(1, 0, 0, 0)))
})

test('an incremental digest has a value at any time', () => {
  const hash = incremental()
  hash.update('ab')
  const early = hash.value()
  hash.update('c')
  expect(hash.value()).toBe(abc)
  expect(early).toBe(sha256('ab'))
})

test('a chain depends on the order of its links', () => {
  const [one, two] = [Int32Array.of(1), Int32Array.of(2)]
  expect(chain(chain('', one), two)).not.toBe(chain(chain('', two), one))
  expect(chain('', one)).toBe(sha256(one))
})

test('canonical JSON sorts keys, keeps lists, refuses what JSON cannot say', () => {
  expect(canonicalJson({ b: [2, 1], a: { d: undefined, c: 'x' } })).toBe('{"a":{"c":"x"},"b":[2,1]}')
  expect(canonicalJson(Float32Array.of(0.5, 2))).toBe('[0.5,2]')
  expect(() => canonicalJson({ a: [Number.NaN] }, 'experiment')).toThrow(
    'experiment.a[0]: expected a value that JSON can hold, got NaN',
  )
  expect(() => canonicalJson({ f: () => 1 })).toThrow(/value.f.*got function/)
})

const base = {
  name: 'x',
  seed: 1,
  train: [{ epochs: 5, learn: true, stages: [{ epochs: 2, images: 3 }] }],
  params: { a: 1, b: 2 },
}

test('the hash of an experiment ignores the order of keys, epochs, back end, threads and probes', () => {
  const other = {
    params: { b: 2, a: 1 },
    train: [{ learn: true, epochs: 60, stages: [{ epochs: 9, images: 3 }] }],
    seed: 1,
    name: 'x',
    backend: 'js',
    threads: 4,
    probes: [{ column: 'a.b' }],
  }
  expect(experimentHash(other)).toBe(experimentHash(base))
  expect(experimentHash(base)).toMatch(/^[0-9a-f]{64}$/)
})

test.each([
  ['the seed', { ...base, seed: 2 }],
  ['a parameter', { ...base, params: { a: 1, b: 3 } }],
  ['the images of a stage', { ...base, train: [{ epochs: 5, learn: true, stages: [{ epochs: 2, images: 4 }] }] }],
  ['the number of stages', { ...base, train: [...base.train, ...base.train] }],
])('the hash of an experiment follows %s', (_, changed) => {
  expect(experimentHash(changed)).not.toBe(experimentHash(base))
})

describe('the order of tables', () => {
  const network = (step: Record<string, string>, swapped = false) => {
    const soma = { about: 'point', state: { v: 0, u: 0 }, step }
    const cell = {
      kind: 'neuron',
      name: 'cell',
      compartments: { soma },
      on: { spike: { 'soma.v': '0', 'soma.u': '1' } },
    }
    const [a, b] = [
      { neuron: cell, size: 1 },
      { neuron: cell, size: 2 },
    ]
    return { name: 'order', populations: swapped ? { b, a } : { a, b }, train: [{ epochs: 1 }] }
  }
  const base = network({ v: 'v + u', u: 'v' })

  test('of equations and of populations counts, as they are worked through in it', () => {
    expect(experimentHash(network({ u: 'v', v: 'v + u' }))).not.toBe(experimentHash(base))
    expect(experimentHash(network({ v: 'v + u', u: 'v' }, true))).not.toBe(experimentHash(base))
    const handlers = structuredClone(base)
    handlers.populations.a.neuron.on = { spike: { 'soma.u': '1', 'soma.v': '0' } }
    expect(experimentHash(handlers)).not.toBe(experimentHash(base))
  })

  test('of everything else does not', () => {
    const { name, populations, train } = network({ v: 'v + u', u: 'v' })
    expect(experimentHash({ train, populations, name })).toBe(experimentHash(base))
    expect(experimentHash(JSON.parse(JSON.stringify(base)))).toBe(experimentHash(base))
  })

  test('earlier builds did not see it', () => {
    expect(unorderedHash(network({ u: 'v', v: 'v + u' }))).toBe(unorderedHash(base))
  })
})
