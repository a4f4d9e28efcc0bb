/** Testing: weights frozen, every image from zero state; a range of images on one machine, so that ranges can run side by side. */
import type { Machine } from '../backend/backend.ts'
import type { Dataset } from '../data/dataset.ts'
import type { Planned } from '../plan/protocol.ts'
import { chanceOf } from './chance.ts'
import type { Stimulus } from './drives.ts'
import { presentationHash, type Sha256 } from './hash.ts'
import { operationsIn } from './operations.ts'
import { answerIn, present } from './present.ts'
import { isRecorded, moved, type Recorded, recorded } from './record.ts'
import { countAnswer, counterOf, merged, newTally, type Tally } from './tally.ts'

export interface TestRange {
  from: number // image
  to: number
  round: number // how many tests were before: keys the draws
  epoch: number
  seed: number
  replica: number
  record?: boolean // what the probes want; default true
}

export interface TestResult {
  tally: Tally
  answers: Int32Array
  hashes: Uint8Array // 32 bytes an image
  recorded: Recorded[] // start counts from 0
}

/** Draws of test presentation n are those of clock -1 - n: apart from all of training. */
export const testClock = (round: number, count: number, image: number): number => -1 - (round * count + image)

export const testImages = async (
  machine: Machine,
  planned: Planned,
  data: Dataset,
  range: TestRange,
  hash: Sha256,
): Promise<TestResult> => {
  const { phases, presentationEnd, spec } = planned.test!
  const showing = {
    machine,
    phases,
    presentationEnd,
    chance: chanceOf(range.seed, range.replica),
    classes: data.classes,
  }
  const lanes = planned.plan.lanes
  const result: TestResult = {
    tally: newTally(data.classes),
    answers: new Int32Array(range.to - range.from),
    hashes: new Uint8Array(32 * (range.to - range.from)),
    recorded: [],
  }
  const count = counterOf(planned)
  let start = 0
  if (spec.clear === 'epoch') machine.clear()
  for (let first = range.from; first < range.to; first += lanes) {
    if (spec.clear === 'presentation') machine.clear()
    // The last batch may be short: its spare lanes show the last image again and are not counted.
    const images = Array.from({ length: lanes }, (_, l) => Math.min(first + l, range.to - 1))
    const stimuli: Stimulus[] = images.map(sample => ({
      data,
      sample,
      presentation: testClock(range.round, data.count, sample),
    }))
    const isProbed = range.record !== false && images.some(i => isRecorded(planned, 'test', i))
    const shown = await present(showing, stimuli, isProbed ? planned.recorded : '')
    for (let lane = 0; lane < Math.min(lanes, range.to - first); lane++) {
      const image = first + lane
      const answer = answerIn(shown, lane, data.classes)
      countAnswer(result.tally, data.labels[image], answer)
      for (const logs of [...(shown.candidates ?? []), shown.logs]) {
        count(result.tally, logs, lane)
        result.tally.operations += operationsIn(planned, logs, lane)
      }
      result.tally.ticks += shown.ticks.reduce((sum, t) => sum + t[lane], 0)
      result.answers[image - range.from] = answer
      result.hashes.set(
        presentationHash(hash, [...(shown.candidates ?? []), shown.logs], planned.digest, lane),
        32 * (image - range.from),
      )
      if (isProbed && isRecorded(planned, 'test', image)) {
        const r = recorded(
          planned,
          phases,
          { start, during: 'test', epoch: range.epoch },
          stimuli[lane],
          shown,
          lane,
          answer,
        )
        start += r.length
        result.recorded.push(r)
      }
    }
  }
  return result
}

const together = 50

/**
 * The ranges into which a test of `count` images is cut, whoever works on them: sums over ranges do not depend on the number of threads.
 * Where state goes on from image to image there is one.
 */
export const testBlocks = (planned: Planned, count: number): [from: number, to: number][] => {
  const { lanes } = planned.plan
  const size = planned.test!.spec.clear === 'epoch' ? count : lanes * Math.ceil(together / lanes)
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => [i * size, Math.min(count, (i + 1) * size)])
}

/** One result of the results of all blocks, in their order. */
export const joinResults = (results: readonly TestResult[]): TestResult => {
  const images = results.reduce((sum, r) => sum + r.answers.length, 0)
  const joined: TestResult = {
    tally: newTally(results[0].tally.confusion.length),
    answers: new Int32Array(images),
    hashes: new Uint8Array(32 * images),
    recorded: [],
  }
  let image = 0
  let tick = 0
  for (const r of results) {
    joined.tally = merged(joined.tally, r.tally)
    joined.answers.set(r.answers, image)
    joined.hashes.set(r.hashes, 32 * image)
    image += r.answers.length
    const start = tick
    joined.recorded.push(...r.recorded.map(one => moved(one, start)))
    tick += r.recorded.reduce((sum, one) => sum + one.length, 0)
  }
  return joined
}
