/** Answers with a file, or a range of it, or with the reason why not. */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Found, mimeOf } from './serve-paths.ts'

export const refuse = (response: ServerResponse, status: number, reason: string) => {
  if (response.headersSent) return response.end()
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(`${reason}\n`)
}

export const sendFile = ({ path, stat }: Found, request: IncomingMessage, response: ServerResponse) => {
  const range = rangeOf(request.headers.range, stat.size)
  if (!range) {
    response.setHeader('content-range', `bytes */${stat.size}`)
    return refuse(response, 416, 'no such range')
  }
  const [from, to] = range
  const partial = request.headers.range !== undefined
  response.setHeader('accept-ranges', 'bytes')
  if (partial) response.setHeader('content-range', `bytes ${from}-${to - 1}/${stat.size}`)
  response.writeHead(partial ? 206 : 200, { 'content-type': mimeOf(path), 'content-length': to - from })
  if (request.method === 'HEAD' || to === from) return response.end()
  if (to - from <= AT_ONCE) return response.end(bytesOf(path, from, to))
  const stream = createReadStream(path, { start: from, end: to - 1, highWaterMark: 1 << 20 })
  stream.on('error', () => response.destroy())
  stream.pipe(response)
}

/** A training process answers too: up to this many bytes a plain read costs it much less than a stream. */
const AT_ONCE = 1 << 22

const bytesOf = (path: string, from: number, to: number): Uint8Array => {
  const bytes = new Uint8Array(to - from)
  const file = openSync(path, 'r')
  try {
    readSync(file, bytes, 0, bytes.length, from)
  } finally {
    closeSync(file)
  }
  return bytes
}

/** [from, to) of `bytes=a-b`, `bytes=a-` or `bytes=-n`; the whole file without a header; undefined if it cannot be met. */
const rangeOf = (header: string | undefined, size: number): [number, number] | undefined => {
  if (header === undefined) return [0, size]
  const match = /^bytes=(\d*)-(\d*)$/.exec(header)
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  const from = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1])
  const to = match[1] === '' || match[2] === '' ? size : Math.min(size, Number(match[2]) + 1)
  return from < to ? [from, to] : undefined
}
