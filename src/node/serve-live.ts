/**
 * Presentations on their way from the simulator to the pages: of each run the newest, put together twice a second. What does not fit stays out:
 * a page finds it on disk later.
 */
import type { Recorded } from '../sim/record.ts'

/** A presentation as pages are told of it. */
export type Shown = Omit<Recorded, 'traces' | 'values'>

const TOGETHER = 500 // ms
const MOST = 250_000 // bytes of one event: the four images that a page follows, of some hundred neurons
const ROW = 6 // bytes of a spike as it is sent: two 16-bit words in base64

export const liveQueue = (send: (run: string, event: string) => void) => {
  const waiting = new Map<string, readonly Shown[]>()
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    for (const [run, shown] of waiting) if (shown.length > 0) send(run, shownEvent(shown))
    waiting.clear()
  }
  const add = (run: string, shown: readonly Shown[]) => {
    waiting.set(run, newest([...(waiting.get(run) ?? []), ...shown]))
    timer ??= setTimeout(flush, TOGETHER).unref()
  }
  const close = () => {
    clearTimeout(timer)
    waiting.clear()
  }
  return { add, flush, close }
}

/** As many of the last as fit into one event; without a gap, so that a page that follows sees whole images. */
const newest = (all: readonly Shown[]): readonly Shown[] => {
  let bytes = 0
  const first = all.findLastIndex(shown => {
    bytes += bytesOf(shown)
    return bytes > MOST
  })
  return all.slice(first + 1)
}

const bytesOf = ({ spikes, image }: Shown): number =>
  Object.values(spikes).reduce((sum, { tick }) => sum + ROW * tick.length, 400 + 1.4 * (image?.length ?? 0))

/** Base64 needs no escapes: what JSON.stringify would look for in every letter. */
const shownEvent = (all: readonly Shown[]): string => `event: shown\ndata: [${all.map(text).join()}]\n\n`

const text = ({ spikes, image, ...facts }: Shown): string => {
  const columns = Object.entries(spikes).map(([name, s]) => `${JSON.stringify(name)}:${spikesText(s, facts.start)}`)
  const picture = image ? `,"image":"${base64(image)}"` : ''
  return `${JSON.stringify(facts).slice(0, -1)}${picture},"spikes":{${columns.join()}}}`
}

/** Ticks from the start of the presentation and units, in 16 bits where they fit. */
const spikesText = ({ tick, unit }: Shown['spikes'][string], start: number): string => {
  const isWide = (tick.at(-1) ?? 0) - start > 0xffff || unit.some(u => u > 0xffff)
  const Words = isWide ? Uint32Array : Uint16Array
  const from = tick.map(t => t - start)
  return `{"bits":${isWide ? 32 : 16},"tick":"${base64(new Words(from))}","unit":"${base64(new Words(unit))}"}`
}

const base64 = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('base64')
