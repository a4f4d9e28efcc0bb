/** Which samples a stage shows, and how. */
import { describe, expect, test } from 'vitest'
import { type Dataset, dataset, partOf, slice } from '../../src/data/dataset.ts'
import { DataError } from '../../src/errors.ts'
import { chanceOf } from '../../src/sim/chance.ts'
import { orderOf, stimulusOf } from '../../src/sim/samples.ts'
import type { Work } from '../../src/sim/schedule.ts'
import type { Stage } from '../../src/spec/types.ts'

/** Seven images of 3 x 3 with a bright middle, in parts of 2, 4 and 1. */
const images = Uint8Array.from({ length: 63 }, (_, i) => (i % 9 === 4 ? 255 : 0))
const data: Dataset = dataset({
  name: 'parts',
  source: 'made here',
  images,
  labels: new Uint8Array(7),
  rows: 3,
  columns: 3,
  classes: 1,
  parts: [2, 4, 1],
})
const chance = chanceOf(5, 0)
const work = (spec: Stage, epoch = 0, epochs = 4): Work => ({
  stage: { id: 'train.0', spec, phases: [], stages: [] },
  epoch,
  epochs,
  last: epoch === epochs - 1,
  clears: false,
  begins: [],
  ends: [],
})

describe('part', () => {
  const shown = (spec: Stage, number = 3) => [...orderOf(work(spec), number, data, chance, 1)]

  test('only the samples of that part, each once, in a new order for each work', () => {
    expect(shown({ part: 2 }).sort()).toEqual([2, 3, 4, 5])
    expect(shown({ part: 3 })).toEqual([6])
    expect(shown({}).sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
    const orders = Array.from({ length: 8 }, (_, number) => shown({ part: 2 }, number).join())
    expect(new Set(orders).size).toBeGreaterThan(1)
    expect(shown({ part: 2, images: 3 }).length).toBe(3)
  })

  test('a part that is not there is named', () => {
    expect(() => shown({ part: 4 })).toThrow('parts: expected one of its parts, 1 to 3, got part 4')
    expect(() => partOf({ ...data, parts: undefined } as unknown as Dataset, 2)).toThrow(DataError)
    expect(partOf(slice(data, 0, 7), 1)).toEqual({ first: 0, last: 2 })
  })

  test('the first images of a data set keep what is left of its parts', () => {
    expect(slice(data, 0, 5).parts).toEqual([2, 3, 0])
    expect(slice(data, 1, 7).parts).toEqual([1, 4, 1])
    expect(slice(data, 2, 4).parts).toEqual([0, 2, 0])
  })
})

test('what does not fill the lanes is left out, with a data set and without; fewer than the lanes are shown all', () => {
  const length = (spec: Stage, lanes: number) => orderOf(work(spec), 0, data, chance, lanes).length
  expect([1, 3, 7, 8].map(lanes => length({}, lanes))).toEqual([7, 6, 7, 7])
  expect([1, 3, 5, 8].map(lanes => length({ presentations: 5 }, lanes))).toEqual([5, 3, 5, 5])
})

describe('shift', () => {
  const middle = (spec: Stage['show'], presentation: number, epoch = 0) => {
    const { image } = stimulusOf(work({ show: spec }, epoch), 0, presentation, data, chance)
    return image ? image.indexOf(255) : undefined
  }

  test('to every place within reach, by the presentation; one pixel is never lost', () => {
    const places = Array.from({ length: 200 }, (_, p) => middle({ shift: 1 }, p))
    expect([...new Set(places)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(middle({ shift: 1 }, 17)).toBe(middle({ shift: 1 }, 17, 2))
  })

  test('a window leaves one part of the image, at every place', () => {
    const full: Dataset = { ...data, images: new Uint8Array(63).fill(7) }
    const windows = Array.from({ length: 60 }, (_, p) =>
      stimulusOf(work({ show: { window: [2, 3] } }), 0, p, full, chance).image!.join(''),
    )
    expect([...new Set(windows)].sort()).toEqual(['000777777', '777777000'])
  })

  test('only in the first epochs, where they are given', () => {
    expect([0, 1, 2, 3].map(epoch => middle({ shift: 1, epochs: 2 }, 3, epoch) !== undefined)).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})
