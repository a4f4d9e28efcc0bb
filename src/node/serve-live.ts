/**
 * Presentations on their way from the simulator to the pages: of each run the newest, put together twice a second. What does not fit stays out:
 * a page finds it on disk later.
 */
import type { Recorded } from '../sim/record.ts'

/** A presentation as pages are told of it. */
export type Shown = Omit<Recorded, 'traces' | 'values'>

const TOGETHER = 500 // ms
const RARE = 1000 // ms after an event of more than HEAVY bytes: where every spike is recorded, a page draws tens of thousands of them each time
const HEAVY = 100_000
const MOST = 250_000 // bytes of one event: the four images that a page follows, of some hundred neurons
const ROW = 6 // bytes of a spike as it is sent: two 16-bit words in base64

export const liveQueue = (send: (run: string, event: string) => void) => {
  const waiting = new Map<string, Kept>()
  let timer: NodeJS.Timeout | undefined
  let pause = TOGETHER
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    pause = [...waiting.values()].some(({ bytes }) => bytes > HEAVY) ? RARE : TOGETHER
    for (const [run, { all }] of waiting) if (all.length > 0) send(run, shownEvent(all))
    waiting.clear()
  }
  const add = (run: string, shown: readonly Shown[]) => {
    const kept = waiting.get(run) ?? { all: [], bytes: 0 }
    waiting.set(run, kept)
    for (const one of shown) keepNewest(kept, one)
    timer ??= setTimeout(flush, pause).unref()
  }
  const close = () => {
    clearTimeout(timer)
    waiting.clear()
  }
  return { add, flush, close }
}

/** As many of the last as fit into one event; without a gap, so that a page that follows sees whole images. */
interface Kept {
  all: Shown[]
  bytes: number
}

/** Hundreds come between two events, of which a few are sent: no list is copied for those that are not. */
const keepNewest = (kept: Kept, one: Shown): void => {
  kept.all.push(one)
  kept.bytes += bytesOf(one)
  while (kept.bytes > MOST) kept.bytes -= bytesOf(kept.all.shift()!)
}

const bytesOf = ({ spikes, image }: Shown): number => {
  let bytes = 400 + 1.4 * (image?.length ?? 0)
  for (const name in spikes) bytes += ROW * spikes[name].tick.length
  return bytes
}

/** Base64 needs no escapes: what JSON.stringify would look for in every letter. */
const shownEvent = (all: readonly Shown[]): string => `event: shown\ndata: [${all.map(text).join()}]\n\n`

const text = ({ spikes, image, ...facts }: Shown): string => {
  const columns = Object.entries(spikes).map(([name, s]) => `${JSON.stringify(name)}:${spikesText(s, facts.start)}`)
  const picture = image ? `,"image":"${base64(image)}"` : ''
  return `${JSON.stringify(facts).slice(0, -1)}${picture},"spikes":{${columns.join()}}}`
}

/** Ticks from the start of the presentation and units, in 16 bits where they fit; both are rising or small, and plain loops take a third of the time. */
const spikesText = ({ tick, unit }: Shown['spikes'][string], start: number): string => {
  const isWide = (tick.at(-1) ?? 0) - start > 0xffff || largest(unit) > 0xffff
  const Words = isWide ? Uint32Array : Uint16Array
  return `{"bits":${isWide ? 32 : 16},"tick":"${base64(less(new Words(tick.length), tick, start))}","unit":"${base64(less(new Words(unit.length), unit, 0))}"}`
}

type Words = Uint16Array | Uint32Array

const less = <W extends Words>(out: W, values: Uint32Array, by: number): W => {
  for (let i = 0; i < out.length; i++) out[i] = values[i] - by
  return out
}

const largest = (values: Uint32Array): number => {
  let most = 0
  for (let i = 0; i < values.length; i++) if (values[i] > most) most = values[i]
  return most
}

const base64 = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('base64')
