import type { Estimate } from '../../../src/measure/discontinuity/estimate.ts'
import { addEffectWindow, noEffects, truthOf } from '../../../src/measure/effect-windows.ts'
import { addPoint, fitLine, type Line, type Moments, noMoments, varianceOfMean } from '../../../src/measure/moments.ts'
import { eachWindow, isLookedAt, type Look } from './windows.ts'

/** Windows of one stretch of drives. */
export interface Bin {
  from: number // drive less threshold
  to: number
  windows: number
  mean: number // of the reward
  error: number | undefined // standard error of the mean
}

export interface Jump {
  bins: Bin[]
  /** Some of the windows inside the margin: drive, reward. */
  some: [number, number][]
  below: Line | null
  above: Line | null
  estimate: Estimate // the gap of the two lines at threshold
  truth: Estimate
  windows: number // inside the margin
}

const BINS = 12 // on each side
const MOST_POINTS = 1500

/** Rewards by drive around threshold: means of bins, and a line on each side, fitted to all windows inside the margin. */
export const jumpOf = (look: Look): Jump => {
  const { margin } = look
  const wanted = isLookedAt(look)
  const effects = noEffects([margin])
  const bins = Array.from({ length: 2 * BINS }, noMoments)
  const inside = (x: number) => Math.abs(x) < margin && x !== 0
  let windows = 0
  eachWindow(look.table, wanted, ({ drive, reward }) => {
    if (inside(drive) && Number.isFinite(reward)) windows++
  })
  const every = Math.max(1, Math.ceil(windows / MOST_POINTS))
  const some: [number, number][] = []
  let seen = 0
  eachWindow(look.table, wanted, w => {
    addEffectWindow(effects, w)
    if (!inside(w.drive) || !Number.isFinite(w.reward)) return
    addPoint(
      bins[Math.min(2 * BINS - 1, Math.floor(((w.drive + margin) / (2 * margin)) * 2 * BINS))],
      w.drive,
      w.reward,
    )
    if (seen++ % every === 0) some.push([w.drive, w.reward])
  })
  const { sums, read } = effects.panel.entries.find(e => e.name === `linear p=${margin}`)!
  return {
    bins: bins.map((m, i) => binOf(m, i, margin)).filter(b => b.windows > 0),
    some,
    below: fitLine(sums.below),
    above: fitLine(sums.above),
    estimate: read(sums),
    truth: truthOf(effects),
    windows,
  }
}

const binOf = (m: Moments, i: number, margin: number): Bin => {
  const variance = varianceOfMean(m)
  return {
    from: -margin + (i * margin) / BINS,
    to: -margin + ((i + 1) * margin) / BINS,
    windows: m.n,
    mean: m.meanY,
    error: variance === null ? undefined : Math.sqrt(variance),
  }
}
