/** How incoming weights are laid out as fields: all senders, the part of a picture that has weights, or a list of those that have. */
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { fieldAt, layOutFields } from '../../viz/panels/weights/field-layout.ts'
import { shortField, wholeField } from '../../viz/panels/weights/field-shape.ts'

/** A matrix whose weights are 1 where `has` says so. */
const matrix = (pres: number, posts: number, has: (pre: number, post: number) => boolean) => ({
  pres,
  posts,
  values: Float32Array.from({ length: pres * posts }, (_, i) => Number(has(Math.floor(i / posts), i % posts))),
})

/** The senders in a field, cell by cell. */
const cells = (shape: ReturnType<typeof wholeField>, neuron: number) =>
  Array.from({ length: shape.rows * shape.columns }, (_, cell) => shape.pre(neuron, cell))

describe('shapes of fields', () => {
  test('all senders: a picture, a strip of a few, else a square with empty cells', () => {
    expect(wholeField(784, [28, 28])).toMatchObject({ rows: 28, columns: 28 })
    expect(wholeField(10, [])).toMatchObject({ rows: 1, columns: 10 })
    expect(cells(wholeField(10, [3, 3]), 0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(cells(wholeField(23, []), 0).slice(22)).toEqual([22, -1, -1])
  })

  test('of local patches the part of the picture that has weights, also at its edge', () => {
    const whole = wholeField(36, [6, 6])
    const corner = (post: number) => (post === 0 ? 0 : 3) // of a patch of 3 by 3
    const inside = (pre: number, post: number) =>
      [Math.floor(pre / 6), pre % 6].every(v => v >= corner(post) && v < corner(post) + 3)
    const short = shortField(matrix(36, 2, inside), whole)!
    expect(short).toMatchObject({ rows: 3, columns: 3, kind: 'part' })
    expect(cells(short, 0)).toEqual([0, 1, 2, 6, 7, 8, 12, 13, 14])
    expect(cells(short, 1)).toEqual([21, 22, 23, 27, 28, 29, 33, 34, 35])
  })

  test('of groups their members, folded into a square', () => {
    const short = shortField(
      matrix(64, 8, (pre, post) => Math.floor(pre / 4) === post),
      wholeField(64, [16, 4]),
    )!
    expect(short).toMatchObject({ rows: 2, columns: 2, kind: 'list' })
    expect(cells(short, 3)).toEqual([12, 13, 14, 15])
  })

  test('a neuron without a weight has empty cells', () => {
    const short = shortField(
      matrix(64, 2, (pre, post) => post === 0 && pre === 5),
      wholeField(64, []),
    )!
    expect([cells(short, 0), cells(short, 1)]).toEqual([[5], [-1]])
  })

  test('nothing is left out where most senders have weights, or none', () => {
    const whole = wholeField(36, [6, 6])
    for (const has of [() => true, () => false, (pre: number, post: number) => (pre + post) % 2 === 0])
      expect(shortField(matrix(36, 3, has), whole)).toBeUndefined()
  })
})

describe('places of fields', () => {
  beforeAll(() => void vi.stubGlobal('window', { devicePixelRatio: 2 }))

  test('what the pointer is on is what was painted there', () => {
    const layout = layOutFields(5, wholeField(4, [2, 2]), 200, 100)
    const side = 2 * layout.zoom + layout.gap
    expect(fieldAt(layout, side + layout.zoom + 1, 1)).toEqual({ field: 1, cell: 1 })
    expect(fieldAt(layout, 1, side + 1)).toEqual({ field: layout.across, cell: 0 })
    expect(fieldAt(layout, side - 1, 1)).toBeUndefined() // between two fields
  })

  test('more fields than fit make pages', () => {
    const layout = layOutFields(2016, wholeField(64, [8, 8]), 840, 560)
    expect(layout.zoom).toBe(10) // 5 CSS pixels
    expect(layout.pages).toBe(Math.ceil(2016 / layout.perPage))
    expect(layout.across * (8 * layout.zoom + layout.gap) - layout.gap).toBeLessThanOrEqual(1680)
  })
})
