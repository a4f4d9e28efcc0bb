import type { Replayed } from '../../../src/sim/replay.ts'
import type { ReplayRequest, Wanted } from '../../../src/sim/replay-request.ts'
import type { Pin } from '../../stage.ts'
import type { Files } from '../files.ts'
import { type Presentation, presentationAt } from '../presentations.ts'
import type { RunView } from '../run-view.ts'
import { agrees, EQUAL } from './agree.ts'
import { epochOf, requestFor } from './request.ts'

/** A voltage of one unit in one presentation. */
export interface RecomputedTrace {
  variable: string // 'soma.v'
  unit: string // physical
  tick: Uint32Array // recorded ticks
  value: Float32Array
}

export interface Recomputer {
  /** Whether the voltages of this unit were not recorded, but the run could be repeated. */
  isFor(pin: Pin): boolean
  /** Starts what is missing in [from, to); `changed` of the run tells when more is there. */
  ensure(pins: readonly Pin[], from: number, to: number): void
  /** What is there, a list for each presentation in view. */
  traces(pin: Pin, from: number, to: number): RecomputedTrace[]
  /** In words: that it is at work, that recorded spikes came again, or why there is nothing. */
  state(pin: Pin, from: number, to: number): string
}

export type Replay = (request: ReplayRequest, tell: (replayed: Replayed) => void) => Promise<void>

type Entry = { traces: RecomputedTrace[]; about: string }

const MOST_SHOWN = 16 // presentations in view
const MOST_REPEATED = 400 // before the last of them

export const recomputer = (run: RunView, files: Files, replay: Replay): Recomputer => {
  const known = new Map<string, Entry>()
  let busy = false
  const keyOf = (pin: Pin, p: Presentation) => `${p.start} ${pin.population} ${pin.unit}`
  const inView = (from: number, to: number) => {
    const { presentations: list } = run
    const first = Math.max(0, presentationAt(list, from))
    const near = list.slice(first, presentationAt(list, to) + 1)
    return near.filter(p => p.start < to && p.start + p.length > from && !p.isFresh)
  }
  const isFor = (pin: Pin) =>
    run.traces.every(t => t.population !== pin.population || (t.isKnown() && !t.has(pin.unit))) &&
    run.presentations.length > 0 &&
    run.spikes.length > 0 &&
    run.file.populations.some(p => p.name === pin.population && pin.unit < p.size)

  const ensure = (pins: readonly Pin[], from: number, to: number) => {
    const shown = inView(from, to)
    if (busy || shown.length > MOST_SHOWN) return
    const isMissing = (p: Presentation) => pins.some(pin => isFor(pin) && !known.has(keyOf(pin, p)))
    const first = shown.find(isMissing)
    if (!first) return
    const epoch = epochOf(run, first)
    const wanted = shown.filter(p => isMissing(p) && epoch.includes(p))
    busy = true
    void repeat(epoch, wanted, pins.filter(isFor)).finally(() => {
      busy = false
      run.changed.emit()
    })
  }
  const repeat = async (epoch: readonly Presentation[], wanted: readonly Presentation[], pins: readonly Pin[]) => {
    const only = wanted.map(p => epoch.indexOf(p))
    const keep = (p: Presentation, of: (pin: Pin) => Entry) => {
      for (const pin of pins) known.set(keyOf(pin, p), of(pin))
    }
    const took: Promise<void>[] = []
    try {
      if (Math.max(...only) > MOST_REPEATED) throw new Error(`more than ${MOST_REPEATED} presentations come before it`)
      const request = await requestFor(run, files, epoch, only, wantedOf(pins))
      const take = async ({ index, recorded, units }: Replayed) => {
        const about = await agrees(run, epoch[index], recorded)
        keep(epoch[index], pin => ({
          traces: about === EQUAL ? tracesOf(pin, epoch[index], recorded, units) : [],
          about,
        }))
        run.changed.emit()
      }
      await replay(request, replayed => only.includes(replayed.index) && took.push(take(replayed)))
      await Promise.all(took)
    } catch (error) {
      const about = `not recorded, and cannot be recomputed: ${(error as Error).message.slice(0, 200)}`
      for (const p of wanted) if (!known.has(keyOf(pins[0], p))) keep(p, () => ({ traces: [], about }))
    }
  }
  const entries = (pin: Pin, from: number, to: number) => inView(from, to).map(p => known.get(keyOf(pin, p)))
  return {
    isFor,
    ensure,
    traces: (pin, from, to) => entries(pin, from, to).flatMap(e => e?.traces ?? []),
    state: (pin, from, to) => {
      const all = entries(pin, from, to)
      if (all.length === 0) return 'not recorded; recomputed once the images in view are on disk'
      if (all.length > MOST_SHOWN) return `not recorded; fewer than ${MOST_SHOWN} images in view are recomputed`
      const wrong = all.find(e => e && e.about !== EQUAL)
      return wrong?.about ?? (all.every(e => e) ? EQUAL : 'recomputing…')
    },
  }
}

const wantedOf = (pins: readonly Pin[]): Wanted[] => {
  const populations = [...new Set(pins.map(p => p.population))]
  return populations.map(population => ({
    population,
    units: pins.filter(p => p.population === population).map(p => p.unit),
  }))
}

const tracesOf = (
  pin: Pin,
  p: Presentation,
  { traces }: Replayed['recorded'],
  units: Record<string, string>,
): RecomputedTrace[] =>
  Object.entries(traces)
    .filter(([column]) => column.startsWith(`${pin.population}.`))
    .flatMap(([column, { tick, value, units: list = [] }]) => {
      const at = list.indexOf(pin.unit)
      const variable = column.slice(pin.population.length + 1)
      const values = Float32Array.from(tick, (_, i) => value[i * list.length + at])
      return at < 0 ? [] : [{ variable, unit: units[column] ?? '1', tick: tick.map(t => t + p.start), value: values }]
    })
