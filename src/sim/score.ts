/** The score of an epoch: what a line of scores.jsonl and of --json is made from. */
import type { Planned } from '../plan/protocol.ts'
import type { Learned } from './network.ts'
import type { Work } from './schedule.ts'
import type { Position } from './session.ts'
import { errorOf, meansOf } from './tally.ts'
import type { TestResult } from './test.ts'
import { type AgreementScore, agreements, weightMeasures } from './weight-measures.ts'

export interface Score {
  epoch: number // works completed
  stage?: string
  tick: number
  images: number
  trainError?: number
  testError?: number
  testImages?: number
  testConfusion?: number[][]
  spikesPerImage?: number
  spikesPerTestImage?: number
  /** Spikes of a test image by event; synapses that carried them; measures that the test takes. */
  testSpikes?: Record<string, number>
  synapticOperations?: number
  testMeasures?: Record<string, number>
  /** Feedback weights beside forward weights, by measure. */
  agreement?: Record<string, AgreementScore>
  rates: Record<string, number> // mean firing rate by event, Hz
  measures: Record<string, number>
  digest: string
  seconds: number
  testSeconds?: number
  imagesPerSecond: number
}

/** What is known at the end of an epoch, before its work is counted as done. */
export interface Finished {
  planned: Planned
  position: Position
  work: Work
  learned: Learned
  images: number // of the epoch
  shown: number // of them, since the session began or went on
  seconds: number
  result?: TestResult | undefined
  testSeconds: number
  digest: string
}

export const scoreOf = (f: Finished): Score => {
  const { tally } = f.position
  const trainError = errorOf(tally)
  return {
    epoch: f.position.work + 1,
    ...(f.work.stage.spec.name ? { stage: f.work.stage.spec.name } : {}),
    tick: f.position.tick,
    images: f.images,
    ...(trainError === undefined ? {} : { trainError }),
    ...(f.result ? testScores(f.planned, f.result, f.testSeconds) : {}),
    ...agreementsOf(f),
    spikesPerImage: spikesIn(tally.spikes) / Math.max(1, tally.images),
    rates: ratesOf(f),
    measures: { ...meansOf(tally), ...weightMeasures(f.planned, f.learned, tally) },
    digest: f.digest,
    seconds: f.seconds,
    imagesPerSecond: f.shown / Math.max(1e-9, f.seconds),
  }
}

const spikesIn = (spikes: Record<string, number>): number => Object.values(spikes).reduce((a, b) => a + b, 0)

const ratesOf = ({ planned, position: { tally } }: Finished): Record<string, number> => {
  const seconds = Math.max(1, tally.ticks * planned.plan.dt) / 1000
  const rate = ([event, n]: [string, number]) => [event, n / seconds / sizeOf(planned, event)]
  return Object.fromEntries(Object.entries(tally.spikes).map(rate))
}

const agreementsOf = ({ planned, learned }: Finished): Pick<Score, 'agreement'> =>
  planned.measures.some(m => m.kind === 'agreement') ? { agreement: agreements(planned, learned) } : {}

const testScores = (planned: Planned, { tally }: TestResult, testSeconds: number): Partial<Score> => {
  const testError = errorOf(tally)
  const images = Math.max(1, tally.images)
  const perImage = ([event, n]: [string, number]) => [event, n / images]
  return {
    ...(testError === undefined ? {} : { testError }),
    testImages: tally.images,
    testConfusion: tally.confusion,
    spikesPerTestImage: spikesIn(tally.spikes) / images,
    testSpikes: Object.fromEntries(Object.entries(tally.spikes).map(perImage)),
    synapticOperations: tally.operations / images,
    testMeasures: testMeasuresOf(planned, meansOf(tally)),
    testSeconds,
  }
}

const testMeasuresOf = (planned: Planned, means: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(means).filter(([name]) => isOfTest(planned, name)))

const isOfTest = ({ measures }: Planned, name: string): boolean =>
  measures.some(m => m.name === name && m.during === 'test')

const sizeOf = (planned: Planned, event: string): number =>
  planned.network.pops.find(p => p.name === event.split('.')[0])!.size
