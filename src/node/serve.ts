/**
 * The server of `apical view`: the page, the list of runs, and the files of runs in ranges. For this computer only: it
 * listens on 127.0.0.1, answers to no other host name, and reads nothing outside its two folders.
 */
import { existsSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DataError, RunError } from '../errors.ts'
import { eventHub } from './serve-events.ts'
import { refuse, sendFile } from './serve-file.ts'
import type { Shown } from './serve-live.ts'
import { builtPage } from './serve-page.ts'
import { fileWithin, pieces } from './serve-paths.ts'
import { filesOfRun, findRun, isForPage, summaries } from './serve-runs.ts'

export interface ServeOptions {
  runs: string // a folder of runs, or one run
  port?: number // 0, the default: any free one
  page?: string // the built page; default: dist/viz of this package, see readyPage
  trains?: boolean // this process does, so that pages are told of files more seldom
}

export interface Served {
  url: string
  /** Hands fresh presentations of a run to the pages that watch it; returns at once, drops what a page cannot take. */
  forward(run: string, shown: readonly Shown[]): void
  /** Pages that are open. */
  pages(): number
  close(): Promise<void>
}

/** Throws DataError where no folder is. */
export const checkRuns = (path: string): void => {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  throw new DataError(path, 'a folder of runs', existsSync(path) ? 'a file' : 'nothing there')
}

/** Starts the server. Throws DataError where there is no such folder, RunError where the port is taken. */
export const serve = async ({ runs, port = 0, page = builtPage(), trains }: ServeOptions): Promise<Served> => {
  checkRuns(runs)
  const hub = eventHub(() => summaries(runs), trains)
  const server = createServer({ keepAliveTimeout: KEPT }, (request, response) => {
    const began = performance.now()
    try {
      answer(request, response, { runs, page, hub })
    } catch (error) {
      refuse(response, 500, (error as Error).message)
    }
    hub.pay(performance.now() - began)
  })
  await listen(server, port)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const close = async () => {
    hub.close()
    server.closeAllConnections()
    await new Promise<void>(done => server.close(() => done()))
  }
  return { url, forward: hub.forward, pages: hub.pages, close }
}

/** A page asks again a few seconds later: a new connection costs more than to keep the old one. */
const KEPT = 60_000 // ms

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      fail(
        new RunError(
          error.code === 'EADDRINUSE' ? `port ${port} is in use; choose another with --port` : error.message,
        ),
      ),
    )
    server.listen(port, '127.0.0.1', done)
  })

interface Context {
  runs: string
  page: string
  hub: ReturnType<typeof eventHub>
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cache-control': 'no-cache',
}

const answer = (request: IncomingMessage, response: ServerResponse, context: Context) => {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
  if (!isOurHost(request)) return refuse(response, 403, 'this server answers to 127.0.0.1 and localhost only')
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'only GET')
  const [path, query] = (request.url ?? '/').split('?', 2)
  const names = path === '/' ? [] : pieces(path.slice(1))
  if (!names) return refuse(response, 404, 'no such file')
  if (names[0] === 'api') return api(names.slice(1), query ?? '', response, context)
  if (names[0] === 'runs') return runFile(names.slice(1), request, response, context)
  sendPage(names, request, response, context)
}

/**
 * A page elsewhere may point its own name at 127.0.0.1 (DNS rebinding): then the Host header has that name. Nor may it fetch from here
 * by our name; a link to the page is all right.
 */
const isOurHost = ({ headers, socket }: IncomingMessage): boolean =>
  ['127.0.0.1', 'localhost'].some(name => headers.host === `${name}:${socket.localPort}`) &&
  (headers['sec-fetch-site'] !== 'cross-site' || headers['sec-fetch-mode'] === 'navigate')

const api = (names: readonly string[], query: string, response: ServerResponse, { runs, hub }: Context) => {
  const [what, ...id] = names
  if (what === 'runs' && id.length === 0) return sendJson(response, summaries(runs))
  if (what === 'files') {
    const run = findRun(runs, id)
    return run ? sendJson(response, filesOfRun(run)) : refuse(response, 404, 'no such run')
  }
  if (what !== 'events') return refuse(response, 404, 'no such question')
  const asked = new URLSearchParams(query).get('run')
  const run =
    asked === null ? undefined : findRun(runs, pieces(asked.split('/').map(encodeURIComponent).join('/')) ?? [])
  if (asked !== null && !run) return refuse(response, 404, 'no such run')
  hub.add(response, run)
}

/** /runs/<name>/<seed>/<file>, of a replica /runs/<name>/<set>/<replica>/<file>, or /runs/<run>/<file> where one run or set is shown. */
const runFile = (names: readonly string[], request: IncomingMessage, response: ServerResponse, { runs }: Context) => {
  for (const length of [3, 2, 1]) {
    const run = findRun(runs, names.slice(0, length))
    if (!run) continue
    const found = isForPage(names.slice(length)) ? fileWithin(run.path, names.slice(length)) : undefined
    return found ? sendFile(found, request, response) : refuse(response, 404, 'no such file')
  }
  refuse(response, 404, 'no such run')
}

const sendPage = (names: readonly string[], request: IncomingMessage, response: ServerResponse, { page }: Context) => {
  const found = fileWithin(page, names.length === 0 ? ['index.html'] : names)
  if (found) return sendFile(found, request, response)
  if (names.length === 0) return refuse(response, 503, 'the page is not built yet: `apical view` builds it')
  refuse(response, 404, 'no such file')
}

const sendJson = (response: ServerResponse, value: unknown): void => {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(value))
}
