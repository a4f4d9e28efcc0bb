import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RunError } from '../../src/errors.ts'
import { type Download, DownloadError, download } from '../../src/node/download.ts'
import { sha256 } from '../../src/node/hash.ts'
import { namesIn } from '../../src/node/store.ts'
import { breakingOff, giving, refusing, silent, startMirror } from './mirror.ts'
import { temporaryFolder } from './temporary.ts'

const content = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) % 251)
const good = giving(() => content)
const check = (bytes: Uint8Array) => (sha256(bytes) === sha256(content) ? undefined : 'wrong digest')

const request = (folder: string, urls: string[], rest: Partial<Download> = {}): Download => ({
  urls: urls.map(u => `${u}file`),
  path: join(folder, 'cache', 'file'),
  check,
  patience: 300,
  ...rest,
})

const failure = async (r: Download): Promise<DownloadError> => {
  const error = await download(r).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(DownloadError)
  return error as DownloadError
}

describe('download', () => {
  test('writes the file, reports progress, leaves no part', async () => {
    const [folder, mirror] = [temporaryFolder(), await startMirror(good)]
    const seen: (number | undefined)[][] = []
    const url = await download(request(folder, [mirror.url], { onProgress: (...p) => seen.push(p) }))
    expect(url).toBe(`${mirror.url}file`)
    expect(Uint8Array.from(readFileSync(join(folder, 'cache', 'file')))).toEqual(content)
    expect(seen.at(-1)).toEqual([content.length, content.length])
    expect(namesIn(join(folder, 'cache'))).toEqual(['file'])
  })

  test('goes on where a connection broke off, at another mirror', async () => {
    const folder = temporaryFolder()
    const broken = await startMirror(breakingOff(content.subarray(0, 40_000), content.length))
    const mirror = await startMirror(good)
    await download(request(folder, [broken.url, mirror.url]))
    expect(mirror.requests).toEqual(['/file bytes=40000-'])
    expect(Uint8Array.from(readFileSync(join(folder, 'cache', 'file')))).toEqual(content)
  })

  test('starts again where a server knows no ranges', async () => {
    const [folder, mirror] = [temporaryFolder(), await startMirror(giving(() => content, false))]
    withPart(folder, content.subarray(0, 500))
    await download(request(folder, [mirror.url]))
    expect(mirror.requests).toEqual(['/file bytes=500-'])
  })

  test.each([
    ['of another file', Uint8Array.of(1, 2, 3)],
    ['longer than the file', new Uint8Array(200_000)],
  ])('starts again from a part %s', async (_, part) => {
    const [folder, mirror] = [temporaryFolder(), await startMirror(good)]
    withPart(folder, part)
    await download(request(folder, [mirror.url]))
    expect(mirror.requests).toEqual([`/file bytes=${part.length}-`, '/file'])
  })

  test('resumes nothing that it cannot check', async () => {
    const [folder, mirror] = [temporaryFolder(), await startMirror(good)]
    withPart(folder, content.subarray(0, 500))
    await download(request(folder, [mirror.url], { check: undefined }))
    expect(mirror.requests).toEqual(['/file'])
  })

  test('says what each mirror did, and keeps no wrong file', async () => {
    const folder = temporaryFolder()
    const wrong = await startMirror(giving(() => content.subarray(1)))
    const mirrors = [await startMirror(refusing(403)), await startMirror(silent), wrong]
    const { reasons, message, exitCode } = await failure(
      request(folder, [...mirrors.map(m => m.url), 'http://127.0.0.1:1/']),
    )
    expect(reasons[0]).toMatch(/answered 403/)
    expect(reasons[1]).toMatch(/no answer for 0.3 s/)
    expect(reasons[2]).toMatch(/wrong digest/)
    expect(reasons[3]).toMatch(/127.0.0.1:1/)
    expect(message).toContain(reasons[1])
    expect(exitCode).toBe(1)
    expect(namesIn(join(folder, 'cache'))).toEqual([])
  })

  test('gives up a mirror that falls silent half-way, and keeps what came', async () => {
    const folder = temporaryFolder()
    const stuck = await startMirror((_, response) => {
      response.writeHead(200, { 'content-length': `${content.length}` }).write(content.subarray(0, 100))
    })
    expect((await failure(request(folder, [stuck.url]))).reasons[0]).toMatch(/no answer/)
    expect(namesIn(join(folder, 'cache'))).toEqual(['file.part'])
  })

  test('stops what is far too large', async () => {
    const [folder, mirror] = [temporaryFolder(), await startMirror(good)]
    const { reasons } = await failure(request(folder, [mirror.url], { maxBytes: 1000 }))
    expect(reasons[0]).toMatch(/more than 1000 bytes/)
  })

  test('says where it cannot write', async () => {
    const [folder, mirror] = [temporaryFolder(), await startMirror(good)]
    writeFileSync(join(folder, 'cache'), 'a file')
    await expect(download(request(folder, [mirror.url]))).rejects.toThrow(RunError)
    await expect(download(request(folder, [mirror.url]))).rejects.toThrow(/cannot write .*cache/)
  })
})

const withPart = (folder: string, bytes: Uint8Array): void => {
  mkdirSync(join(folder, 'cache'))
  writeFileSync(join(folder, 'cache', 'file.part'), bytes)
}
