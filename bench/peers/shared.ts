/** What apical and a peer share in one run: images in order, lengths of phases, initial weights. As raw files in a folder. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dataset } from '../../src/data/dataset.ts'
import type { Planned } from '../../src/plan/protocol.ts'
import { dense } from '../../src/plan/weights-matrix.ts'
import { chanceOf } from '../../src/sim/chance.ts'
import type { Learned } from '../../src/sim/network.ts'
import { orderOf } from '../../src/sim/samples.ts'
import { scheduleOf } from '../../src/sim/schedule.ts'

/** Weights of a dense projection, a row for each sending unit, without padding. */
export const rows = (planned: Planned, learned: Learned, projection: string): Float32Array => {
  const layout = planned.plan.layouts.find(l => l.name === projection)!
  return Float32Array.from(dense(layout, learned[`${projection}.w`]))
}

/** Writes pixels, labels, lengths of phases, weights and biases, as the first epoch of a run with this seed has them. */
export const writeShared = (
  folder: string,
  planned: Planned,
  train: Dataset,
  seed: number,
  values: Record<string, Float32Array>,
): void => {
  const chance = chanceOf(seed, 0)
  const work = scheduleOf(planned.stages, 1)[0]
  const order = orderOf(work, 0, train, chance, 1)
  const size = train.rows * train.columns
  const pixels = new Uint8Array(order.length * size)
  order.forEach((sample, i) => {
    pixels.set(train.images.subarray(sample * size, (sample + 1) * size), i * size)
  })
  const [forward, target] = planned.stages[0].phases
  const lengths = Int32Array.from(
    [...order.keys()].flatMap(i => [chance.ticks(forward.lasts, i, 0), chance.ticks(target.lasts, i, 1)]),
  )
  const files = { pixels, labels: Int32Array.from(order, sample => train.labels[sample]), lengths, ...values }
  for (const [name, data] of Object.entries(files)) writeFileSync(join(folder, `${name}.bin`), data)
}
