/** Which samples an epoch shows, in which order, and how. */
import { type Dataset, partOf } from '../data/dataset.ts'
import { crop, imageOf, randomShift, type Size, windowed } from '../data/encode.ts'
import type { Chance } from './chance.ts'
import type { Stimulus } from './drives.ts'
import type { Work } from './schedule.ts'

/** Samples of an epoch in order; without a data set, -1 for each presentation. */
export const orderOf = (
  work: Work,
  number: number, // of the work in the schedule
  train: Dataset | undefined,
  chance: Chance,
  lanes: number,
): Int32Array => {
  const { spec } = work.stage
  if (spec.presentations !== undefined || !train)
    return wholeBatches(new Int32Array(spec.presentations ?? 1).fill(-1), lanes)
  const { first, last } = spec.part === undefined ? { first: 0, last: train.count } : partOf(train, spec.part)
  const order = Int32Array.from(chance.order(last - first, number), i => first + i)
  return wholeBatches(spec.images === undefined ? order : order.slice(0, spec.images), lanes)
}

/** Lanes learn together: a last batch that does not fill them would be learned from several times, so it is left out. */
const wholeBatches = (order: Int32Array, lanes: number): Int32Array =>
  order.length < lanes ? order : order.slice(0, order.length - (order.length % lanes))

/** What a lane is shown: the sample as it is, or shifted and cropped as its stage says, by chance of the presentation. */
export const stimulusOf = (
  work: Work,
  sample: number,
  presentation: number,
  train: Dataset | undefined,
  chance: Chance,
): Stimulus => {
  const data = sample < 0 ? undefined : train
  const { show } = work.stage.spec
  if (!data || !show || work.epoch >= (show.epochs ?? work.epochs))
    return data ? { data, sample, presentation } : { sample, presentation }
  const random = chance.of(presentation, 'how an image is shown')
  const size = { rows: data.rows, columns: data.columns }
  let image = imageOf(data, sample)
  if (show.shift) image = randomShift(image, size, show.shift, random.uniform)
  if (show.window) image = part(windowed, image, size, show.window, random)
  if (show.crop) image = part(crop, image, size, show.crop, random)
  return { data, sample, presentation, image }
}

/** A part of the image at a place drawn among all that fit. */
const part = (
  cut: typeof crop,
  image: Uint8Array,
  size: Size,
  [rows, columns]: [number, number],
  random: ReturnType<Chance['of']>,
): Uint8Array =>
  cut(image, size, { rows, columns }, random.integer(size.rows - rows + 1), random.integer(size.columns - columns + 1))
