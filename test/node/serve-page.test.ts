import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readyPage } from '../../src/node/serve-page.ts'
import { root as ourRoot } from '../support/sources.ts'

const root = mkdtempSync(join(tmpdir(), 'apical-clone-'))
const page = join(root, 'dist', 'viz')
const said: string[] = []
const ready = () => readyPage(text => said.push(text), { root, page })
const shown = () => readFileSync(join(page, 'index.html'), 'utf8')
const write = (text: string, seconds: number) => {
  writeFileSync(join(root, 'viz', 'index.html'), `<!doctype html><title>${text}</title>`)
  const time = Date.now() / 1000 + seconds
  utimesSync(join(root, 'viz', 'index.html'), time, time)
}

beforeAll(() => {
  mkdirSync(join(root, 'viz'))
  symlinkSync(join(ourRoot, 'node_modules'), join(root, 'node_modules'))
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(root, 'vite.config.ts'), "export default { root: 'viz' }")
  write('first', -100)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('a clone builds its page at the first need, says so, and keeps it until a source changes', () => {
  expect(ready()).toBe(page)
  expect(shown()).toContain('first')
  expect(said).toEqual(['building the page of the viewer, a few seconds ...'])
  ready()
  expect(said).toHaveLength(1)
  write('second', 100)
  ready()
  expect(shown()).toContain('second')
  expect(said).toHaveLength(2)
})

test('a page that cannot be built is a sentence, and the old one stays', () => {
  writeFileSync(join(root, 'vite.config.ts'), 'export default {')
  const later = Date.now() / 1000 + 200
  utimesSync(join(root, 'vite.config.ts'), later, later)
  expect(ready).toThrow('the page of the viewer could not be built')
  expect(shown()).toContain('second')
})

test('without the sources of the page there must be a page', () => {
  const nowhere = { root: join(root, 'no'), page: join(root, 'no', 'viz') }
  expect(() => readyPage(() => {}, nowhere)).toThrow('run `npm ci` in the clone')
  expect(readyPage(() => {}, { root: join(root, 'no'), page })).toBe(page)
})
