import {
  type AllSpike,
  addPairWindow,
  addSpikeTick,
  agreement,
  allSpikeEffects,
  constantPairs,
  type EffectMatrix,
  linearConstantPairs,
  linearPairs,
  mergeAllSpike,
  noAllSpike,
  noPairWindows,
  pooledBaseline,
  spikeTriggered,
} from '../../../src/measure/discontinuity.ts'
import { feedbackPhase, uniformWeights } from './feedback-lif.ts'
import { alignmentRule } from './rules.ts'

export interface AlignmentOptions {
  n: number
  m: number
  seed: number
  /** [post][pre]; uniform in (-1, 1) with the seed of T16 where it is left out. */
  W?: Float64Array
}

/** Feedback phases of n driven units onto m, read out by every estimator of table 3.9; the sums persist from phase to phase. */
export const alignment = ({ n, m, seed, W = uniformWeights(n, m) }: AlignmentOptions) => {
  const windows = noPairWindows({ units: n, responses: m, threshold: 1, margin: 10 })
  const published = alignmentRule(n * m)
  const fast = alignmentRule(n * m, 0.01)
  const counts = { pre: 0, post: 0, closed: 0, spiking: 0, driveSpiking: 0, driveSilent: 0 }
  let all: AllSpike | null = null
  let phases = 0

  const onWindow = (unit: number, drive: number, spikes: number, y: Float64Array) => {
    addPairWindow(windows, unit, drive, spikes > 0, y)
    published.add(unit * m, drive, spikes > 0, y)
    fast.add(unit * m, drive, spikes > 0, y)
    counts.closed += 1
    if (spikes > 0) counts.spiking += 1
    counts[spikes > 0 ? 'driveSpiking' : 'driveSilent'] += drive
  }

  /** A phase from a silent network. */
  const run = (seconds: number) => {
    const part = noAllSpike(n, m)
    const onTick = (spikes: number[], q: Float64Array, postSpikes: Float64Array) => {
      addSpikeTick(part, spikes, q)
      counts.pre += spikes.length
      for (let j = 0; j < m; j++) counts.post += postSpikes[j]
    }
    feedbackPhase({ n, m, W, seed: 1000 * seed + phases, onWindow, onTick }).run(1000 * seconds)
    phases += 1
    all = all === null ? part : mergeAllSpike(all, part)
  }

  const of = (effects: ArrayLike<number>) => {
    const { cosine, sign } = agreement(effects, W, n, m)
    return { cosine: cosine!, sign: 100 * sign! }
  }
  const read = () => ({
    published: of(published.effects()),
    fast: of(fast.effects()),
    sta: of(knownOrZero(spikeTriggered(windows))),
    constant: of(knownOrZero(constantPairs(windows))),
    pooled: of(knownOrZero(pooledBaseline(windows))),
    linearConstant: of(knownOrZero(linearConstantPairs(windows))),
    linear: of(knownOrZero(linearPairs(windows))),
    allSpike: of(knownOrZero(allSpikeEffects(all!))),
  })
  return { run, read, counts }
}

/** Feedback weights that start at zero and take what is known. */
export const knownOrZero = ({ effects }: EffectMatrix): Float64Array =>
  effects.map(effect => (Number.isFinite(effect) ? effect : 0))

/** All-spike cosine after `seconds` in all, in `replicas` phases whose sums are added. */
export const allSpikeCosine = (n: number, m: number, seconds: number, replicas: number, seed: number): number => {
  const W = uniformWeights(n, m)
  const parts = Array.from({ length: replicas }, (_, k) => {
    const all = noAllSpike(n, m)
    const phase = feedbackPhase({ n, m, W, seed: seed + k, onTick: (spikes, q) => addSpikeTick(all, spikes, q) })
    phase.run((1000 * seconds) / replicas)
    return all
  })
  return agreement(knownOrZero(allSpikeEffects(parts.reduce(mergeAllSpike))), W, n, m).cosine!
}

/** T_a of the law cos = (1 + T_a/t)^(-1/2). */
export const alignmentTime = (cosine: number, seconds: number): number => seconds * (1 / cosine ** 2 - 1)
