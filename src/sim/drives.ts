/** Writes what drives columns: images, labels, candidates, chosen units, constants. */
import type { Machine } from '../backend/backend.ts'
import type { Dataset } from '../data/dataset.ts'
import { imageOf, oneHot, toUnitInterval } from '../data/encode.ts'
import { DataError } from '../errors.ts'
import type { DrivenColumn } from '../plan/protocol.ts'
import type { Chance } from './chance.ts'

export interface Stimulus {
  data?: Dataset
  sample: number // index in the data set, -1 without one
  image?: Uint8Array // changed by shift or crop
  values?: Float32Array // the image from 0 to 1, once a phase has asked for it
  presentation: number
  candidate?: number
}

/** The image that is shown: the data set's, unless it was shifted or cropped. */
export const imageFor = (s: Stimulus): Uint8Array => s.image ?? imageOf(s.data!, s.sample)

export const writeDrives = (
  machine: Machine,
  drives: DrivenColumn[],
  lane: number,
  s: Stimulus,
  chance: Chance,
): void => {
  for (const d of drives) machine.write(d.column, valuesOf(d, s, chance), lane)
}

const valuesOf = (d: DrivenColumn, s: Stimulus, chance: Chance): Float32Array => {
  if (d.value !== undefined) return new Float32Array(d.size).fill(d.value)
  if (typeof d.drive === 'object') return chosen(d.size, d.drive.choose, chance.of(s.presentation, d.column))
  if (!s.data) throw new DataError(`drive of '${d.column}'`, 'a data set', 'none in the experiment')
  if (d.drive === 'image') return imageValues(d, s)
  const label = d.drive === 'candidate' ? s.candidate! : s.data.labels[s.sample]
  return oneHot(label, s.data.classes, d.size)
}

const imageValues = (d: DrivenColumn, s: Stimulus): Float32Array => {
  const image = imageFor(s)
  if (image.length !== d.size)
    throw new DataError(`drive of '${d.column}'`, `images of ${d.size} pixels`, `${image.length}`)
  s.values ??= toUnitInterval(image)
  return s.values
}

const chosen = (size: number, fraction: number, random: ReturnType<Chance['of']>): Float32Array => {
  const out = new Float32Array(size)
  for (let i = 0; i < size; i++) out[i] = random.uniform() < fraction ? 1 : 0
  return out
}
