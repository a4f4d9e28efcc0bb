/**
 * Server-sent events: news of a run for every page that looks at it. A page that does not keep up misses details (spikes that
 * it will find on disk later), and never holds up the process that trains.
 */
import type { ServerResponse } from 'node:http'
import { liveQueue, type Shown } from './serve-live.ts'
import { type RunSummary, type ServedRun, stateOfRun } from './serve-runs.ts'

interface Client {
  response: ServerResponse
  run: ServedRun | undefined // undefined: watches the list of runs
  state: string[]
}

const BEAT_EVERY = 15_000 // ms
const LAG = 256_000 // bytes waiting in a socket, above which spikes are dropped
const LOOK_EVERY = 500 // ms
/** Where this process trains: spikes come by themselves, files and scores are news more seldom, and pages get one part in SHARE of the time. */
const TRAINING = 2000 // ms
const SHARE = 50
const LONGEST = 10_000 // ms between two looks

export const eventHub = (listRuns: () => RunSummary[], trains = false) => {
  const clients = new Set<Client>()
  let timer: NodeJS.Timeout | undefined
  let beat = 0
  let spent = 0 // ms, since the last look

  const look = () => {
    const began = performance.now()
    const isBeat = began - beat > BEAT_EVERY
    if (isBeat) beat = began
    // Who lags hears of a change at a later look. What is flushed now is not counted: large events would put news off for good.
    const keepUp = [...clients].filter(client => client.response.writableLength <= LAG)
    queue.flush() // before the files with the same spikes, which a page then need not read
    for (const client of keepUp) {
      tellNews(client, listRuns)
      if (isBeat) client.response.write(': still here\n\n')
    }
    spent += performance.now() - began
    lookLater()
  }
  const lookLater = () => {
    const rest = trains ? Math.min(LONGEST, Math.max(TRAINING, SHARE * spent)) : LOOK_EVERY
    timer = setTimeout(look, rest).unref()
    spent = 0
  }
  const add = (response: ServerResponse, run: ServedRun | undefined) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('retry: 1000\n\n')
    const client = { response, run, state: stateOf(run, listRuns) }
    clients.add(client)
    if (!timer) lookLater()
    response.on('close', () => remove(client))
  }
  const remove = (client: Client) => {
    clients.delete(client)
    if (clients.size > 0) return
    clearTimeout(timer)
    timer = undefined
  }
  const watching = (id: string) => [...clients].filter(c => c.run?.id === id)
  const queue = liveQueue((id, event) => {
    for (const { response } of watching(id)) if (response.writableLength <= LAG) response.write(event)
  })
  /** Presentations for the pages that look at this run and keep up. With no page open it costs nothing. */
  const forward = (id: string, shown: readonly Shown[]): void => {
    if (watching(id).length > 0) queue.add(id, shown)
  }
  const close = () => {
    clearTimeout(timer)
    queue.close()
    for (const client of clients) client.response.end()
    clients.clear()
  }
  /** Time that an answer took: the next look at the files waits the longer for it. */
  const pay = (ms: number) => {
    spent += ms
  }
  return { add, forward, pay, pages: () => clients.size, close }
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
