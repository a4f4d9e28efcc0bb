import {
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

/** A feedback phase of n driven units onto m, read out by every estimator of the specification's table 3.9. */
export const alignment = (n: number, m: number, seed: number) => {
  const W = uniformWeights(n, m)
  const windows = noPairWindows({ units: n, responses: m, threshold: 1, margin: 10 })
  const all = noAllSpike(n, m)
  const rule = alignmentRule(n * m)
  const counts = { pre: 0, post: 0, closed: 0, spiking: 0, driveSpiking: 0, driveSilent: 0 }
  const phase = feedbackPhase({
    n,
    m,
    W,
    seed,
    onWindow: (unit, drive, spikes, y) => {
      addPairWindow(windows, unit, drive, spikes > 0, y)
      rule.add(unit * m, drive, spikes > 0, y)
      counts.closed += 1
      if (spikes > 0) counts.spiking += 1
      counts[spikes > 0 ? 'driveSpiking' : 'driveSilent'] += drive
    },
    onTick: (spikes, q, postSpikes) => {
      addSpikeTick(all, spikes, q)
      counts.pre += spikes.length
      for (let j = 0; j < m; j++) counts.post += postSpikes[j]
    },
  })
  const agreementOf = (effects: ArrayLike<number>) => {
    const { cosine, sign } = agreement(effects, W, n, m)
    return { cosine: cosine!, sign: 100 * sign! }
  }
  const of = (matrix: EffectMatrix) => agreementOf(matrix.effects.map(e => (Number.isFinite(e) ? e : 0)))
  const read = () => ({
    published: agreementOf(rule.effects()),
    sta: of(spikeTriggered(windows)),
    constant: of(constantPairs(windows)),
    pooled: of(pooledBaseline(windows)),
    linearConstant: of(linearConstantPairs(windows)),
    linear: of(linearPairs(windows)),
    allSpike: of(allSpikeEffects(all)),
  })
  return { run: (seconds: number) => phase.run(1000 * seconds), read, counts, all }
}

/** All-spike cosine after `seconds`, in `replicas` phases whose sums are added. */
export const allSpikeCosine = (n: number, m: number, seconds: number, replicas = 1, seed = 1): number => {
  const W = uniformWeights(n, m)
  const parts = Array.from({ length: replicas }, (_, k) => {
    const all = noAllSpike(n, m)
    feedbackPhase({ n, m, W, seed: seed + k, onTick: (spikes, q) => addSpikeTick(all, spikes, q) }).run(
      (1000 * seconds) / replicas,
    )
    return all
  })
  const { effects } = allSpikeEffects(parts.reduce(mergeAllSpike))
  return agreement(effects.map(e => (Number.isFinite(e) ? e : 0)), W, n, m).cosine!
}
