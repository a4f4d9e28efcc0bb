/** An HTTP server on the loopback interface that behaves as mirrors do, well and badly. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** `requests` has a line per request: its path and range. */
export const startMirror = async (answer: Answer): Promise<{ url: string; requests: string[] }> => {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.range ?? ''}`.trim())
    answer(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests }
}

/** Gives `content(path)`, from the asked byte on where `ranges`. */
export const giving =
  (content: (path: string) => Uint8Array | undefined, ranges = true): Answer =>
  (request, response) => {
    const bytes = content(request.url ?? '')
    if (!bytes) return void response.writeHead(404).end()
    const from = ranges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? -1) : -1
    if (from >= bytes.length) return void response.writeHead(416).end()
    const headers: Record<string, string> = { 'content-length': `${bytes.length - Math.max(0, from)}` }
    if (from >= 0) headers['content-range'] = `bytes ${from}-${bytes.length - 1}/${bytes.length}`
    response.writeHead(from >= 0 ? 206 : 200, headers).end(bytes.subarray(Math.max(0, from)))
  }

export const refusing =
  (status: number): Answer =>
  (_, response) =>
    void response.writeHead(status).end()

/** Announces everything, sends `bytes`, then breaks off. */
export const breakingOff =
  (bytes: Uint8Array, length: number): Answer =>
  (_, response) => {
    response.writeHead(200, { 'content-length': `${length}` })
    response.write(bytes, () => setTimeout(() => response.destroy(), 20))
  }

export const silent: Answer = () => {}
