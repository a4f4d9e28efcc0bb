/** Headless Chromium with a page that has the browser part of the package, and whose worker is a file beside it, as in dist/. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe } from 'vitest'
import { findBrowser, launch, WEBGPU } from '../support/chromium.ts'

const source = (name: string) => fileURLToPath(new URL(`../../src/browser/${name}.ts`, import.meta.url))

/** By path: '/browser.js', '/browser-worker.js', their chunks. */
const bundle = async (): Promise<Map<string, string>> => {
  const { outputFiles } = await build({
    entryPoints: { browser: source('index'), 'browser-worker': source('worker') },
    bundle: true,
    splitting: true,
    write: false,
    outdir: '/',
    format: 'esm',
    platform: 'browser',
  })
  return new Map(outputFiles.map(file => [file.path, file.text]))
}

const html = `<!doctype html><title>apical</title><script type="module">
import { trainInWorker } from '/browser.js'
Object.assign(globalThis, { trainInWorker })
</script>`

const serveFiles = async (files: Map<string, string>): Promise<Server> => {
  const server = createServer((request, response) => {
    const script = files.get(request.url ?? '')
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript')
    response.end(script ?? html)
  })
  await new Promise<void>(ready => {
    server.listen(0, '127.0.0.1', ready)
  })
  return server
}

export interface Stand {
  open(): Promise<Page>
}

/** Without a browser the tests are skipped, and say so; under CI they fail. */
export const describeChromium = (name: string, tests: (stand: Stand) => void): void => {
  const path = findBrowser()
  if (!path && process.env.CI) throw new Error(`${name}: no Chromium on PATH`)
  describe.skipIf(!path)(path ? name : `${name} (skipped: no Chromium on PATH)`, () => {
    let browser: Browser
    let server: Server
    beforeAll(async () => {
      server = await serveFiles(await bundle())
      browser = await launch(...WEBGPU)
    }, 60_000)
    afterAll(async () => {
      await browser?.close()
      server?.close()
    })
    const open = async () => {
      const page = await browser.newPage()
      await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`)
      return page
    }
    tests({ open })
  })
}
