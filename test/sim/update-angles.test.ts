/** The update of a rule against that of backpropagation, from weights of runs that are there. */
import { describe, expect, test } from 'vitest'
import { dendrites } from '../../experiments/parts/dendrites.ts'
import { type Method, rateNetwork } from '../../experiments/parts/rate.ts'
import * as feedback from '../../experiments/parts/rate-feedback.ts'
import { lraFeedback } from '../../experiments/parts/rate-targets.ts'
import '../../src/node/backends.ts'
import { openRun } from '../../src/node/folder.ts'
import { learnedAfter } from '../../src/node/learned-files.ts'
import { startRun } from '../../src/node/run.ts'
import { loadDataset } from '../../src/node/sources.ts'
import { openBackend } from '../../src/sim/backends.ts'
import { updateAngles } from '../../src/sim/update-angles.ts'
import { experiment } from '../../src/spec/define.ts'
import { temporaryFolder } from '../node/temporary.ts'

const dataset = { name: 'digits', train: 1600, test: 16 }
const networkOf = (method: Method, hidden: number[]) =>
  experiment({ ...rateNetwork({ hidden, lanes: 32, eta: 0.2 }, method), dataset })

/** [epoch][layer] for the epochs that are asked for. */
const anglesOf = async (method: Method, hidden: number[], epochs: number[]): Promise<number[][]> => {
  const e = networkOf(method, hidden)
  const run = await startRun(e, { out: temporaryFolder(), backend: 'wasm', epochs: Math.max(...epochs, 1) })
  const angles = (await updateAngles(e, await loadDataset('digits', dataset), await openBackend('wasm')))!
  const out: number[][] = []
  for (const epoch of epochs) out.push(await angles.at(learnedAfter(openRun(run.folder), angles.planned, epoch)!))
  angles.close()
  return out
}

describe('the angle of a hidden update to that of backpropagation', () => {
  test('backpropagation: none, in each of two hidden layers, before and after learning', async () => {
    for (const layers of await anglesOf(feedback.backprop, [40, 30], [0, 2])) {
      expect(layers).toHaveLength(2)
      for (const angle of layers) expect(angle).toBeLessThan(0.5)
    }
  })

  test('feedback alignment: a right angle at first, which falls; sign symmetry lies between from the start', async () => {
    const [[first], [last]] = await anglesOf(feedback.feedbackAlignment, [60], [0, 6])
    expect(first).toBeGreaterThan(75)
    expect(first).toBeLessThan(105)
    expect(last).toBeLessThan(first - 15)
    const [[signs]] = await anglesOf(feedback.signSymmetry, [60], [0])
    expect(signs).toBeGreaterThan(10)
    expect(signs).toBeLessThan(60)
    expect(signs).toBeLessThan(last)
  })

  test('a rule with phases of its own, of another curve', async () => {
    const [[first]] = await anglesOf(lraFeedback, [40], [0])
    expect(first).toBeGreaterThan(60)
  })

  test('none where hidden layers stay as they are, and for what is no chain of rates', async () => {
    expect(await anglesOf(feedback.shallow, [20], [0])).toEqual([[Number.NaN]])
    const spiking = experiment({
      name: 'dendrites', about: '', seed: 1, dataset, ...dendrites({ hidden: [{ name: 'h', size: 8 }], etaOut: 0.2 }),
    }) // biome-ignore format: a line
    expect(await updateAngles(spiking, await loadDataset('digits', dataset), await openBackend('js'))).toBeUndefined()
  })
})
