/** One file from the first of several mirrors that has it whole. What arrived is kept in a .part file and goes on from there. */
import * as fs from 'node:fs'
import { basename, dirname } from 'node:path'
import { DataError, RunError } from '../errors.ts'
import { explain, reasonOf, remove, sizeOf } from './store.ts'

export interface Download {
  urls: readonly string[] // tried in this order
  path: string // where the file goes; its folder is made
  /** Says what is wrong with the complete bytes, undefined if nothing is. Without it nothing is resumed, since mirrors may differ. */
  check?: (bytes: Uint8Array) => string | undefined
  onProgress?: (received: number, total: number | undefined) => void // bytes
  patience?: number // ms without an answer or a byte after which a mirror is given up, default 5000
  maxBytes?: number // default 256 MB
}

/** Thrown when no mirror could give the file; `reasons` has a line for each. */
export class DownloadError extends RunError {
  override name = 'DownloadError'
  constructor(
    path: string,
    readonly reasons: readonly string[],
  ) {
    super(`cannot download ${basename(path)}: ${reasons.join('; ') || 'no mirrors'}`)
  }
}

/** Downloads to `path` and returns the URL that gave it. Throws DownloadError; RunError where the file cannot be written. */
export const download = async (request: Download): Promise<string> => {
  const reasons: string[] = []
  for (const url of request.urls) {
    const reason = await tryMirror(url, request)
    if (reason === undefined) return url
    reasons.push(`${new URL(url).host}: ${reason}`)
  }
  throw new DownloadError(request.path, reasons)
}

/** undefined if the file is in place; else why not. A part from an earlier time may be of another file, so it is given one chance. */
const tryMirror = async (url: string, request: Download): Promise<string | undefined> => {
  const part = `${request.path}.part`
  explain(part, () => fs.mkdirSync(dirname(part), { recursive: true }))
  if (!request.check) remove(part)
  const resumed = sizeOf(part) > 0
  const reason = (await fetchPart(url, part, request)) ?? finish(part, request)
  if (reason === undefined || !resumed || sizeOf(part) > 0) return reason
  return (await fetchPart(url, part, request)) ?? finish(part, request)
}

/** Checks the part and renames it; a part that fails is removed. */
const finish = (part: string, { path, check }: Download): string | undefined => {
  const fault = check?.(fs.readFileSync(part))
  if (fault !== undefined) remove(part)
  else explain(path, () => fs.renameSync(part, path))
  return fault
}

/** Asks for what is missing and appends it. Returns why it is not complete, undefined if it is. */
const fetchPart = async (url: string, part: string, request: Download): Promise<string | undefined> => {
  const { patience = 5000 } = request
  const abort = new AbortController()
  let timer = setTimeout(() => abort.abort(), patience)
  const alive = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => abort.abort(), patience)
  }
  try {
    return await receive(url, part, request, abort.signal, alive)
  } catch (error) {
    if (error instanceof RunError || error instanceof DataError) throw error
    return abort.signal.aborted ? `no answer for ${patience / 1000} s` : networkReason(error)
  } finally {
    clearTimeout(timer)
    abort.abort()
  }
}

const receive = async (
  url: string,
  part: string,
  request: Download,
  signal: AbortSignal,
  alive: () => void,
): Promise<string | undefined> => {
  const have = sizeOf(part)
  const headers: Record<string, string> = { 'accept-encoding': 'identity' }
  if (have > 0) headers.range = `bytes=${have}-`
  const response = await fetch(url, { headers, signal })
  alive()
  if (response.status === 416) {
    remove(part)
    return 'answered 416 (nothing to resume)'
  }
  if (response.status !== 200 && response.status !== 206)
    return `answered ${response.status} ${response.statusText}`.trim()
  const start = response.status === 206 ? rangeStart(response) : 0
  if (start !== 0 && start !== have) return `answered with bytes from ${start} where ${have} were asked for`
  return save(response, part, start, request, alive)
}

const rangeStart = (response: Response): number =>
  Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? Number.NaN)

const save = async (
  response: Response,
  part: string,
  start: number,
  { onProgress, maxBytes = 256 * 1024 ** 2 }: Download,
  alive: () => void,
): Promise<string | undefined> => {
  const announced = response.headers.get('content-length')
  const total = announced === null ? undefined : start + Number(announced)
  const file = explain(part, () => fs.openSync(part, start === 0 ? 'w' : 'a'))
  let received = start
  try {
    for await (const chunk of response.body ?? []) {
      received += chunk.length
      if (received > maxBytes) return `sent more than ${maxBytes} bytes`
      alive()
      explain(part, () => fs.writeFileSync(file, chunk))
      onProgress?.(received, total)
    }
    explain(part, () => fs.fsyncSync(file))
  } finally {
    fs.closeSync(file)
  }
  return total !== undefined && received < total ? `sent ${received} of ${total} bytes` : undefined
}

const networkReason = (error: unknown): string => reasonOf((error as { cause?: unknown }).cause ?? error)
