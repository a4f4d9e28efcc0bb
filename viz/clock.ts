import { type Cell, cell } from './cell.ts'
import { presentationAt } from './source/presentations.ts'
import type { RunView } from './source/run-view.ts'
import { SPEED, SPEEDS } from './speeds.ts'
import type { Pin } from './stage.ts'

/** The one clock of all panels, in recorded ticks. */
export interface Clock {
  now: Cell<number>
  playing: Cell<boolean>
  /** Simulated time per real time. */
  speed: Cell<number>
  toggle(): void
  seek(tick: number): void
  step(what: Step, direction: 1 | -1, pins: readonly Pin[]): Promise<void>
  faster(direction: 1 | -1): void
  stop(): void
}

export type Step = 'spike' | 'phase' | 'image'

export const clockOf = (run: RunView): Clock => {
  const now = cell(0)
  const playing = cell(false)
  const speed = cell(SPEED)
  const seek = (tick: number) => now.set(Math.min(Math.max(0, tick), Math.max(0, run.length)))
  let before = 0
  let request = 0
  const frame = (time: number) => {
    const ticks = (speed.get() * Math.min(100, time - before)) / run.file.dt
    before = time
    seek(now.get() + ticks)
    if (now.get() >= run.length && run.file.state !== 'running') playing.set(false)
    if (playing.get()) request = requestAnimationFrame(frame)
  }
  const toggle = () => {
    if (!playing.get() && now.get() >= run.length) seek(0)
    playing.set(!playing.get())
  }
  playing.on(on => {
    cancelAnimationFrame(request)
    before = performance.now()
    if (on) request = requestAnimationFrame(frame)
  })
  return {
    now,
    playing,
    speed,
    toggle,
    seek,
    step: async (what, direction, pins) => {
      playing.set(false)
      const tick =
        what === 'spike' ? await nextSpike(run, now.get(), direction, pins) : nextStart(run, now.get(), what, direction)
      if (tick !== undefined) seek(tick)
    },
    faster: direction => {
      const i = SPEEDS.findIndex(s => s >= speed.get())
      speed.set(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, i + direction))])
    },
    stop: () => playing.set(false),
  }
}

/** The start of the next (or previous) phase or image. */
const nextStart = (run: RunView, now: number, what: Step, direction: 1 | -1): number | undefined => {
  const list = run.presentations
  const here = presentationAt(list, now)
  const near = list.slice(Math.max(0, here - 1), here + 3)
  const starts = near.flatMap(p => (what === 'image' ? [p.start] : [p.start, ...p.phases.map(phase => phase.start)]))
  return direction > 0 ? starts.find(s => s > now) : starts.findLast(s => s < now)
}

const REACH = 4096

/** The next tick with a spike: of the pinned units where there are pins, else of any unit. */
const nextSpike = async (run: RunView, now: number, direction: 1 | -1, pins: readonly Pin[]) => {
  const from = direction > 0 ? Math.floor(now) + 1 : Math.max(0, Math.ceil(now) - REACH)
  const to = direction > 0 ? from + REACH : Math.ceil(now)
  let best: number | undefined
  for (const column of run.spikes) {
    const units = new Set(pins.filter(p => p.population === column.population).map(p => p.unit))
    if (pins.length > 0 && units.size === 0) continue
    await column.ensure(from, to)
    for (const s of column.segments(from, to))
      for (let i = s.from; i < s.to; i++) {
        if (units.size > 0 && !units.has(s.unit[i])) continue
        const closer = best === undefined || (direction > 0 ? s.tick[i] < best : s.tick[i] > best)
        if (closer) best = s.tick[i]
      }
  }
  return best
}
