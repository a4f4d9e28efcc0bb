/** The same plan in a worker of a browser, on the software adapter: the same bits as js in Node. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jsBackend } from '../../src/backend/js.ts'
import { findBrowser, launch, WEBGPU } from '../support/chromium.ts'
import { digest, presentations } from './webgpu-dendrites.ts'

const path = findBrowser()
if (!path && process.env.CI) throw new Error('no Chromium on PATH')

/** Bundles the worker and serves it with an empty page: WebGPU wants an origin that it can trust, as localhost is. */
const serveWorker = async (): Promise<Server> => {
  const entry = new URL('./webgpu-worker.ts', import.meta.url).pathname
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: 'esm' })
  const server = createServer((request, response) => {
    const isWorker = request.url === '/worker.js'
    response.setHeader('content-type', isWorker ? 'text/javascript' : 'text/html')
    response.end(isWorker ? outputFiles[0].text : '<!doctype html><title>webgpu</title>')
  })
  await new Promise<void>(ready => {
    server.listen(0, '127.0.0.1', ready)
  })
  return server
}

interface Result {
  device?: string
  digest?: number
  error?: string
}

describe.skipIf(!path)(`webgpu in a worker of Chromium${path ? '' : ' (skipped: no Chromium on PATH)'}`, () => {
  let browser: Browser
  let server: Server
  beforeAll(async () => {
    server = await serveWorker()
    browser = await launch(...WEBGPU)
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  test('gives the digest of js', async () => {
    const page = await browser.newPage()
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`)
    const result = await page.evaluate(
      () =>
        new Promise<Result>((resolve, reject) => {
          const worker = new Worker('/worker.js', { type: 'module' })
          worker.onmessage = event => resolve(event.data as Result)
          worker.onerror = event => reject(new Error(event.message))
        }),
    )
    const { saved } = await presentations(jsBackend(), 3, 20, 20)
    expect(result).toEqual({ device: expect.stringContaining('SwiftShader'), digest: digest(saved) })
  })
})
