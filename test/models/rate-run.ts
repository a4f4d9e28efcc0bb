/** Small rate networks for tests: random images of 3 x 3 pixels, loaded on a back end, shown batch by batch. */

import { type Method, rateNetwork, type Sizes } from '../../experiments/parts/rate.ts'
import type { Backend, Machine } from '../../src/backend/backend.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { type Dataset, dataset } from '../../src/data/dataset.ts'
import { hostRandom } from '../../src/lang/random.ts'
import { planExperiment } from '../../src/plan/build.ts'
import type { Planned } from '../../src/plan/protocol.ts'
import { dense } from '../../src/plan/weights-matrix.ts'
import { chanceOf } from '../../src/sim/chance.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { present } from '../../src/sim/present.ts'
import { experiment } from '../../src/spec/define.ts'

export const images = (count: number, seed = 5): Dataset => {
  const random = hostRandom(seed)
  const byte = () => Math.floor(256 * random.uniform())
  return dataset({
    name: 'noise', source: 'test', rows: 3, columns: 3, classes: 10,
    images: Uint8Array.from({ length: count * 9 }, byte),
    labels: Uint8Array.from({ length: count }, (_, i) => (7 * i + 3) % 10),
  }) // biome-ignore format: a table
}

export interface Running {
  planned: Planned
  machine: Machine
  /** Shows images first .. first + lanes - 1 and learns; draws differ from turn to turn. */
  batch(first: number, turn?: number): Promise<void>
  /** Weights [pre][post] of a projection. */
  weights(name: string): Promise<Float64Array>
  read(column: string, lane?: number): Promise<number[]>
}

export const running = async (
  method: Method,
  sizes: Partial<Sizes> = {},
  backend: Backend = jsBackend({ precision: 64 }),
  data = images(64),
): Promise<Running> => {
  const planned = planExperiment(experiment(rateNetwork({ hidden: [5], lanes: 4, input: 9, ...sizes }, method)))
  const machine = await loadNetwork(backend, planned, 1)
  const [{ phases, presentationEnd }] = planned.stages
  const showing = { machine, phases, presentationEnd, chance: chanceOf(1, 0), classes: 10 }
  return {
    planned,
    machine,
    batch: async (first, turn = 0) => {
      const stimuli = Array.from({ length: planned.plan.lanes }, (_, i) => ({
        data,
        sample: first + i,
        presentation: turn * planned.plan.lanes + first + i,
      }))
      await present(showing, stimuli)
    },
    weights: async name => {
      const column = planned.plan.columns.find(c => c.name === `${name}.w`)!
      return dense(planned.plan.layouts.find(l => l.name === column.layout)!, await machine.read(column.name))
    },
    read: async (column, lane) => [...(await machine.read(column, lane))],
  }
}

/** Mean cross-entropy of a batch, written out anew: layers of [pre][post] weights with biases, linear output. */
export const lossOf = (
  weights: ArrayLike<number>[],
  biases: ArrayLike<number>[],
  sizes: number[],
  data: Dataset,
  count: number,
  rate: (z: number) => number,
): number => {
  let total = 0
  for (let n = 0; n < count; n++) {
    let x = Array.from(data.images.subarray(n * 9, n * 9 + 9), b => Math.fround(b / 255))
    weights.forEach((w, l) => {
      const z = Array.from({ length: sizes[l + 1] }, (_, j) =>
        x.reduce((sum, v, i) => sum + v * w[i * sizes[l + 1] + j], biases[l][j]),
      )
      x = l < weights.length - 1 ? z.map(rate) : z
    })
    const most = Math.max(...x)
    total += most + Math.log(x.reduce((sum, z) => sum + Math.exp(z - most), 0)) - x[data.labels[n]]
  }
  return total / count
}

export const angleBetween = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  const dot = (u: ArrayLike<number>, v: ArrayLike<number>) => Array.from(u).reduce((sum, x, i) => sum + x * v[i], 0)
  return (Math.acos(Math.min(1, dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)))) * 180) / Math.PI
}

export const transposed = (w: ArrayLike<number>, pres: number, posts: number): number[] =>
  Array.from({ length: pres * posts }, (_, k) => w[(k % pres) * posts + Math.floor(k / pres)])
