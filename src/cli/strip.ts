/** Spikes of one presentation as a line of text: how many in each stretch of time. */
import type { Recorded } from '../sim/record.ts'

const levels = ' ▁▂▃▄▅▆▇█'

/** `name |  ▂ ▇ | 12 spikes, the first at 41 ms` for every recorded event; `dt` in ms. */
export const strips = (recorded: Recorded, dt: number, width = 50): string[] => {
  const names = Object.keys(recorded.spikes)
  const longest = Math.max(...names.map(n => n.length))
  return names.map(name => {
    const ticks = Array.from(recorded.spikes[name].tick, t => t - recorded.start)
    const first = ticks.length > 0 ? `, the first at ${Number((ticks[0] * dt).toPrecision(6))} ms` : ''
    return `${name.padEnd(longest)} |${strip(ticks, recorded.length, width)}| ${ticks.length} spikes${first}`
  })
}

const strip = (ticks: readonly number[], length: number, width: number): string => {
  const counts = new Array<number>(width).fill(0)
  for (const t of ticks) counts[Math.min(width - 1, Math.floor((t * width) / length))]++
  const most = Math.max(1, ...counts)
  return counts.map(n => levels[Math.ceil((n * (levels.length - 1)) / most)]).join('')
}
