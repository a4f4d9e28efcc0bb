import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appendScore, openRun } from '../../src/node/folder.ts'
import { type Served, serve } from '../../src/node/serve.ts'
import { eventHub } from '../../src/node/serve-events.ts'
import { makeSpikeRun, manySpikes, shown } from './fixture.ts'

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

describe('the server of apical view', () => {
  let folder: string
  let server: Served
  let id: string
  let runPath: string

  /** Asks for exactly this path: fetch would tidy it up first. */
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<Answer>((done, fail) => {
      const { port, host } = new URL(server.url)
      const asked = request({ host: '127.0.0.1', port, path, method, headers: { host, ...headers } }, response => {
        const parts: Buffer[] = []
        response.on('data', part => parts.push(part))
        response.on('end', () =>
          done({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
        )
      })
      asked.on('error', fail)
      asked.end()
    })

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'apical-serve-'))
    const runs = join(folder, 'runs')
    writeFileSync(join(folder, 'secret.json'), 'secret')
    runPath = makeSpikeRun(runs, 'cells', 5, manySpikes(1000, 5, 2)).path
    id = runPath.split('/').slice(-2).join('/')
    writeFileSync(join(runPath, 'notes.txt'), 'not for the page')
    mkdirSync(join(runPath, 'checkpoints'))
    writeFileSync(join(runPath, 'checkpoints', 'a.safetensors'), 'not for the page')
    symlinkSync(join(folder, 'secret.json'), join(runPath, 'spikes', 'link.safetensors'))
    symlinkSync(folder, join(runs, 'cells', 'out'))
    mkdirSync(join(folder, 'page'))
    writeFileSync(join(folder, 'page', 'index.html'), '<p>page</p>')
    server = await serve({ runs, page: join(folder, 'page') })
  })
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('lists runs, newest first, and the files of a run', async () => {
    const runs = JSON.parse((await ask('/api/runs')).body.toString())
    expect(runs).toMatchObject([{ id, name: 'cells', seed: 1, state: 'done' }])
    const files = JSON.parse((await ask(`/api/files/${id}`)).body.toString())
    expect(files.map((f: { path: string }) => f.path)).toContain('run.json')
    expect(files.map((f: { path: string }) => f.path).join()).not.toMatch(/notes.txt|checkpoints/)
  })

  test('sends ranges of a file', async () => {
    const whole = (await ask(`/runs/${id}/run.json`)).body
    const part = await ask(`/runs/${id}/run.json`, { range: 'bytes=5-9' })
    expect(part.status).toBe(206)
    expect(part.headers['content-range']).toBe(`bytes 5-9/${whole.length}`)
    expect(part.body.equals(whole.subarray(5, 10))).toBe(true)
    expect((await ask(`/runs/${id}/run.json`, { range: 'bytes=-4' })).body.equals(whole.subarray(-4))).toBe(true)
    expect((await ask(`/runs/${id}/run.json`, { range: `bytes=${whole.length}-` })).status).toBe(416)
    expect((await ask(`/runs/${id}/run.json`, { range: 'bytes=9-5' })).status).toBe(416)
    expect((await ask(`/runs/${id}/run.json`, {}, 'HEAD')).body.length).toBe(0)
  })

  const outside = [
    '/../secret.json',
    '/..%2fsecret.json',
    '/%2e%2e/secret.json',
    '/%2e%2e%2fsecret.json',
    '/runs/../../secret.json',
    '/runs/%2e%2e/secret.json',
    '/runs/ID/../../../secret.json',
    '/runs/ID/..%2f..%2f..%2fsecret.json',
    '/runs/ID/spikes/%2e%2e/%2e%2e/%2e%2e/%2e%2e/secret.json',
    '/runs/ID/spikes/..%5c..%5csecret.json',
    '/runs/ID/spikes/link.safetensors',
    '/runs/cells/out/secret.json',
    '/runs/cells/out/runs/cells',
    '/runs/ID/notes.txt',
    '/runs/ID/checkpoints/a.safetensors',
    '/runs/ID/%00run.json',
    '/runs/ID/%zz',
    '//etc/passwd',
    '/api/files/..%2f..',
    '/api/files/%2e%2e/%2e%2e',
    '/api/events?run=../..',
    '/api/events?run=cells/out',
  ]
  for (const path of outside)
    test(`answers ${path} with 404 and nothing of what is there`, async () => {
      const { status, body } = await ask(path.replace('ID', id))
      expect(status).toBe(404)
      expect(body.toString()).not.toContain('secret')
    })

  test('answers to its own names only', async () => {
    const port = new URL(server.url).port
    expect((await ask('/', { host: `localhost:${port}` })).status).toBe(200)
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1.evil.example:${port}`])
      expect((await ask('/api/runs', { host })).status, host).toBe(403)
    expect((await ask('/api/runs', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await ask('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status).toBe(200)
  })

  test('takes no other method', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await ask('/', {}, method)).status).toBe(405)
  })

  test('every answer carries the content policy', async () => {
    for (const path of ['/', '/api/runs', `/runs/${id}/run.json`, '/nothing']) {
      const { headers } = await ask(path)
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'")
      expect(policy).not.toMatch(/'unsafe-(eval|inline)'/)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  test('listens on 127.0.0.1 only', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  })

  test('says in a sentence when the port is taken, the folder is missing or the page is not built', async () => {
    const port = Number(new URL(server.url).port)
    await expect(serve({ runs: folder, port })).rejects.toThrow(`port ${port} is in use`)
    await expect(serve({ runs: join(folder, 'no') })).rejects.toThrow('expected a folder of runs')
    const bare = await serve({ runs: folder, page: join(folder, 'nothing') })
    expect(await (await fetch(bare.url)).text()).toContain('`apical view` builds it')
    await bare.close()
  })

  test('one run can be served alone', async () => {
    const alone = await serve({ runs: runPath, page: join(folder, 'page') })
    const [run] = (await (await fetch(`${alone.url}api/runs`)).json()) as { id: string }[]
    expect((await fetch(`${alone.url}runs/${run.id}/run.json`)).status).toBe(200)
    expect((await fetch(`${alone.url}runs/${id}/run.json`)).status).toBe(404)
    await alone.close()
  })

  test('tells a page of new scores and of fresh spikes', async () => {
    const stop = new AbortController()
    const answer = await fetch(`${server.url}api/events?run=${id}`, { signal: stop.signal })
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    let heard = ''
    const hear = async (word: string) => {
      while (!heard.includes(word)) heard += (await reader.read()).value ?? ''
    }
    await hear('retry')
    server.forward(id, [shown({ 'cells.spike': { tick: Uint32Array.of(107), unit: Uint32Array.of(2) } }, 100)])
    server.forward('another/run', [shown({ 'not.ours': { tick: Uint32Array.of(107), unit: Uint32Array.of(2) } }, 100)])
    await hear('event: shown')
    await hear('"tick":"BwA="') // 7 ticks after the start
    appendScore(openRun(runPath), { epoch: 1, testError: 0.5 })
    await hear('"scores":true')
    expect(heard).not.toContain('not.ours')
    stop.abort()
  })

  test('sends the newest images that fit, and drops the others instead of keeping them', async () => {
    const { port, host } = new URL(server.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(`GET /api/events?run=${id} HTTP/1.1\r\nhost: ${host}\r\n\r\n`)
    await new Promise(done => socket.once('data', done))
    const spikes = manySpikes(10_000, 5, 5)
    for (let i = 0; i < 400; i++) server.forward(id, [shown({ 'cells.spike': spikes }, 1000 * i)]) // 22 MB in base64
    let received = ''
    socket.on('data', part => {
      received += part
    })
    await new Promise(done => setTimeout(done, 800))
    expect(received.length).toBeLessThan(260_000)
    expect(received).toContain('"start":399000')
    socket.destroy()
  })

  test('a page that does not keep up is sent no spikes', async () => {
    const hub = eventHub(() => [])
    const written: string[] = []
    const response = {
      writableLength: 0,
      writeHead: () => {},
      write: (text: string) => written.push(text),
      on: () => {},
    }
    hub.add(response as unknown as ServerResponse, { id, path: runPath })
    for (const waiting of [1e6, 0]) {
      response.writableLength = waiting
      hub.forward(id, [shown({ 'cells.spike': { tick: Uint32Array.of(1), unit: Uint32Array.of(waiting) } }, 0)])
      await new Promise(done => setTimeout(done, 650))
      expect(written.filter(text => text.includes('event: shown'))).toHaveLength(waiting > 0 ? 0 : 1)
    }
    response.write = () => 0
    Object.assign(response, { end: () => {} })
    hub.close()
  })

  test('a page whose socket each event of spikes fills is told of scores all the same', async () => {
    const hub = eventHub(() => [])
    const written: string[] = []
    const response = {
      writableLength: 0,
      writeHead: () => {},
      write: (text: string) => {
        written.push(text)
        if (text.startsWith('event: shown')) response.writableLength = 300_000
      },
      on: () => {},
      end: () => {},
    }
    hub.add(response as unknown as ServerResponse, { id, path: runPath })
    appendScore(openRun(runPath), { epoch: 2, testError: 0.4 })
    const spikes = { 'cells.spike': { tick: Uint32Array.of(1), unit: Uint32Array.of(1) } }
    const timer = setInterval(() => {
      response.writableLength = 0 // the page has read it all
      hub.forward(id, [shown(spikes, 0)])
    }, 100)
    await new Promise(done => setTimeout(done, 2200)) // four looks
    clearInterval(timer)
    hub.close()
    expect(written.filter(text => text.startsWith('event: shown')).length).toBeGreaterThan(2)
    expect(written.join('')).toContain('"scores":true')
  })

  test('a folder of runs that is removed ends no process that serves it', async () => {
    const runs = join(folder, 'removed')
    makeSpikeRun(runs, 'cells', 5, manySpikes(10, 5, 2))
    const other = await serve({ runs, page: join(folder, 'page') })
    const { body } = await fetch(`${other.url}api/events`)
    const reader = body!.getReader()
    rmSync(runs, { recursive: true })
    let told = ''
    while (!told.includes('event: runs')) told += new TextDecoder().decode((await reader.read()).value)
    expect(await (await fetch(`${other.url}api/runs`)).json()).toEqual([])
    await other.close()
  })
})
