/**
 * Server-sent events: news of a run for every page that looks at it. A page that does not keep up misses details (spikes that
 * it will find on disk later), and never holds up the process that trains.
 */
import type { ServerResponse } from 'node:http'
import { type RunSummary, type ServedRun, stateOfRun } from './serve-runs.ts'

/** Spikes straight from the simulator, on the recorded axis. */
export interface LiveSpikes {
  column: string
  tick: Uint32Array
  unit: Uint32Array
}

interface Client {
  response: ServerResponse
  run: ServedRun | undefined // undefined: watches the list of runs
  state: string[]
  sent: number // bytes of spikes since the last look
}

const LOOK_EVERY = 500 // ms
const BEAT_EVERY = 30 // looks
const LAG = 256_000 // bytes waiting in a socket, above which spikes are dropped
const SPIKE_BYTES = 250_000 // between two looks, for each page

export const eventHub = (listRuns: () => RunSummary[]) => {
  const clients = new Set<Client>()
  let timer: NodeJS.Timeout | undefined
  let looks = 0

  const look = () => {
    looks++
    for (const client of clients) {
      client.sent = 0
      if (client.response.writableLength > LAG) continue // it will hear of this change at the next look
      tellNews(client, listRuns)
      if (looks % BEAT_EVERY === 0) client.response.write(': still here\n\n')
    }
  }
  const add = (response: ServerResponse, run: ServedRun | undefined) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('retry: 1000\n\n')
    const client = { response, run, state: stateOf(run, listRuns), sent: 0 }
    clients.add(client)
    timer ??= setInterval(look, LOOK_EVERY).unref()
    response.on('close', () => remove(client))
  }
  const remove = (client: Client) => {
    clients.delete(client)
    if (clients.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
  /** Sends spikes to the pages that look at this run and keep up. With no page open it costs nothing. */
  const forward = (id: string, spikes: LiveSpikes): void => {
    if (clients.size === 0) return
    const bytes = 11 * spikes.tick.length // as base64 in both columns
    let text: string | undefined
    for (const client of clients) {
      if (client.run?.id !== id || client.response.writableLength > LAG || client.sent + bytes > SPIKE_BYTES) continue
      text ??= spikesEvent(spikes)
      client.sent += bytes
      client.response.write(text)
    }
  }
  const close = () => {
    clearInterval(timer)
    for (const client of clients) client.response.end()
    clients.clear()
  }
  return { add, forward, pages: () => clients.size, close }
}

const KINDS = ['files', 'run', 'scores'] as const

const stateOf = (run: ServedRun | undefined, listRuns: () => RunSummary[]): string[] => {
  if (!run) return [JSON.stringify(listRuns())]
  const state = stateOfRun(run)
  return KINDS.map(kind => state[kind])
}

const tellNews = (client: Client, listRuns: () => RunSummary[]): void => {
  const state = stateOf(client.run, listRuns)
  const changed = state.map((s, i) => s !== client.state[i])
  client.state = state
  if (!changed.includes(true)) return
  const news = client.run ? Object.fromEntries(KINDS.map((kind, i) => [kind, changed[i]])) : {}
  client.response.write(event(client.run ? 'change' : 'runs', news))
}

const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

/** Base64 needs no escapes: what JSON.stringify would look for in every letter. */
const spikesEvent = ({ column, tick, unit }: LiveSpikes): string =>
  `event: spikes\ndata: {"column":${JSON.stringify(column)},"tick":"${base64(tick)}","unit":"${base64(unit)}"}\n\n`

const base64 = (words: Uint32Array): string =>
  Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('base64')
