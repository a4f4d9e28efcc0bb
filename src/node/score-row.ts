/** The line of an epoch: in scores.jsonl, and shorter on standard output. */
import type { Planned } from '../plan/protocol.ts'
import type { Score } from '../sim/session.ts'

export interface ScoreRow {
  epoch: number
  [key: string]: unknown
}

/** The row of docs/run-folder.md; what was not measured is absent. */
export const scoreRow = (score: Score, planned: Planned, cpuMsPerImage: number | undefined): ScoreRow => {
  const {
    seconds,
    testSeconds,
    rates,
    measures,
    testConfusion,
    spikesPerTestImage,
    testSpikes,
    synapticOperations,
    testMeasures,
    agreement,
    imagesPerSecond,
    spikesPerImage,
    digest,
    ...first
  } = score
  return {
    ...first,
    imagesPerSecond: rounded(imagesPerSecond),
    ...(cpuMsPerImage === undefined ? {} : { cpuMsPerImage: rounded(cpuMsPerImage) }),
    spikesPerImage,
    ...(spikesPerTestImage === undefined ? {} : { spikesPerTestImage }),
    ...(testSpikes === undefined ? {} : { testSpikes: byPopulation(testSpikes), synapticOperations }),
    ...(testMeasures && Object.keys(testMeasures).length > 0 ? { testMeasures } : {}),
    losses: named(measures, 'loss', planned.test?.answer.population ?? 'output'),
    angles: named(measures, 'angle', angleOf(planned)),
    rates: byPopulation(Object.fromEntries(Object.entries(rates).map(([event, mean]) => [event, { mean }]))),
    measures,
    ...(agreement ? { agreement } : {}),
    ...(testConfusion ? { confusion: testConfusion } : {}),
    seconds: rounded(seconds),
    ...(testSeconds === undefined ? {} : { testSeconds: rounded(testSeconds) }),
    digest,
  }
}

/** Spikes under the name of their population, other events under their own. */
const byPopulation = <T>(events: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(events).map(([event, value]) => [event.replace(/\.spike$/, ''), value]))

/** Timings with six digits: they are never equal twice. */
const rounded = (x: number): number => Number(x.toPrecision(6))

/** Measures called `loss.hidden` as { hidden }, and `loss` alone under the name of the population that it is of. */
const named = (measures: Record<string, number>, kind: string, own: string): Record<string, number> =>
  Object.fromEntries(
    Object.entries(measures)
      .filter(([name]) => name === kind || name.startsWith(`${kind}.`))
      .map(([name, value]) => [name.slice(kind.length + 1) || own, value]),
  )

const angleOf = (planned: Planned): string => {
  const spec = planned.network.experiment.measures?.angle
  return typeof spec === 'object' && 'angle' in spec ? spec.angle[0].split('.')[0] : 'angle'
}

const lineKeys = [
  'epoch',
  'trainError',
  'testError',
  'imagesPerSecond',
  'cpuMsPerImage',
  'spikesPerImage',
  'digest',
] as const

/** The `epoch` event of `--json`. */
export const epochEvent = (row: ScoreRow, replica?: number): Record<string, unknown> => ({
  event: 'epoch',
  ...(replica === undefined ? {} : { replica }),
  ...Object.fromEntries(lineKeys.filter(key => row[key] !== undefined).map(key => [key, row[key]])),
})
