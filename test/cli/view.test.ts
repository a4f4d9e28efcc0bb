import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { bench, ended, tiny } from './apical.ts'

const cli = bench('view')
const page = fileURLToPath(new URL('../../node_modules/.cache/apical-view/viz/', import.meta.url))
let file = ''

beforeAll(() => {
  mkdirSync(page)
  writeFileSync(join(page, 'index.html'), '<title>the page</title>')
  file = cli.write('tiny.json', JSON.stringify(tiny()))
})

/** What a program has said on standard error, once `pattern` is in it. */
const hears = (child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> =>
  new Promise((done, fail) => {
    let text = ''
    child.stderr!.on('data', part => {
      text += part
      const match = pattern.exec(text)
      if (match) done(match)
    })
    child.once('close', () => fail(new Error(`ended without ${pattern}: ${text}`)))
  })

/** The events of a run as a page gets them; `until` reads on until a word was there. */
const listen = async (url: string, run: string) => {
  const stop = new AbortController()
  const answer = await fetch(`${url}api/events?run=${run}`, { signal: stop.signal })
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  let heard = '' // after the last word: a run sends megabytes
  const until = async (word: string) => {
    while (!heard.includes(word)) {
      const { value, done } = await reader.read()
      if (done) throw new Error(`the events ended without ${word}: ${heard}`)
      heard = heard.slice(1 - word.length) + value
    }
    heard = heard.slice(heard.indexOf(word) + word.length)
  }
  return { until, close: () => stop.abort() }
}

const address = /viewer: (http:\/\/127\.0\.0\.1:\d+\/)#run=(\S+)/

test('run --view serves the page and its spikes while it trains; Ctrl-C ends both', async () => {
  const child = cli.start('run', file, '--view', '--epochs', '2000', '--out', 'live', '--threads', '1')
  const end = ended(child)
  const [, url, run] = await hears(child, address)
  expect(await (await fetch(url)).text()).toContain('the page')
  const events = await listen(url, run)
  await events.until('event: shown')
  await events.until('hidden.spike')
  await events.until('"scores":true')
  child.kill('SIGINT')
  const { code, stderr } = await end
  expect({ code, stderr }).toMatchObject({ code: 130, stderr: expect.stringContaining('stopped; go on with') })
  expect(JSON.parse(readFileSync(join(cli.folder, 'live', run, 'run.json'), 'utf8')).state).toBe('stopped')
  events.close()
})

test('a page that is open keeps the viewer after the end of the run; when it goes, the program ends', async () => {
  const child = cli.start('run', file, '--view', '--epochs', '100', '--out', 'after', '--threads', '1', '--json')
  const end = ended(child)
  const [, url, run] = await hears(child, address)
  const stays = hears(child, /the viewer stays while its page is open/)
  const events = await listen(url, run)
  await stays
  const served = (await (await fetch(`${url}api/runs`)).json()) as { state: string }[]
  expect(served).toMatchObject([{ state: 'done', epochs: 100 }])
  events.close()
  const { code, stdout } = await end
  expect(code).toBe(0)
  expect(stdout).toContain('"event":"done"')
})

test('replicas are shown as runs, the first with the others over its curves, and read as their files grow', async () => {
  const child = cli.start('run', file, '--replicas', '3', '--view', '--epochs', '500', '--out', 'set', '--threads', '1')
  const end = ended(child)
  const [, url, hash] = await hears(child, address)
  const [first, others] = hash.split('&with=')
  expect(first).toMatch(/^tiny\/s1-[0-9a-f]{6}-x3\/r000$/)
  expect(others.split(',')).toEqual(['r001', 'r002'].map(k => first.replace('r000', k)))
  const events = await listen(url, first)
  await events.until('"scores":true')
  const served = (await (await fetch(`${url}api/runs`)).json()) as { id: string }[]
  expect(served.map(r => r.id)).toContain(first)
  events.close()
  child.kill('SIGINT')
  expect((await end).code).toBe(130)
})

test('nobody looked: the program ends with the run', async () => {
  const { code, stderr } = await cli.run('run', file, '--view', '--epochs', '1', '--out', 'alone')
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(address) })
  expect(stderr).not.toContain('the viewer stays')
})

test('a port that is no port, or taken, ends the command before the run begins', async () => {
  expect(await cli.run('run', file, '--view', '--port', '70000')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('from 0 to 65535'),
  })
  const first = cli.start('view', '--out', cli.folder)
  const url = await new Promise<string>(done => first.stdout!.once('data', text => done(String(text))))
  const port = new URL(url).port
  const second = await cli.run('run', file, '--view', '--port', port, '--out', 'never')
  expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(`port ${port} is in use`) })
  expect(existsSync(join(cli.folder, 'never', 'tiny'))).toBe(false)
  first.kill('SIGTERM')
  expect((await ended(first)).code).toBe(0)
})

test('what is no folder is told before the page is made', async () => {
  for (const [path, got] of [
    ['nofolder', 'nothing there'],
    [file, 'a file'],
  ]) {
    const { code, stderr } = await ended(cli.start('view', path))
    expect({ code, stderr }).toEqual({ code: 2, stderr: `apical: ${path}: expected a folder of runs, got ${got}\n` })
  }
})
