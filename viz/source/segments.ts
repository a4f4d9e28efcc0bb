import type { Segment } from './spikes.ts'

/** Calls `visit(tick, unit)` for at most `most` spikes; tells how many there were and whether some were left out. */
export const eachSpike = (segments: readonly Segment[], visit: (tick: number, unit: number) => void, most = 2e6) => {
  let left = most
  for (const { tick, unit, from, to } of segments) {
    const end = Math.min(to, from + left)
    for (let i = from; i < end; i++) visit(tick[i], unit[i])
    left -= end - from
    if (end < to) return { visited: most, cut: true }
  }
  return { visited: most - left, cut: false }
}

export const countSpikes = (segments: readonly Segment[]): number => segments.reduce((sum, s) => sum + s.to - s.from, 0)
