/** Ctrl-C of commands that have nothing to go on with: they end with 130 and leave nothing that is half written. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { bench, ended } from './apical.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const cli = bench('interrupt')

const waitFor = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise(done => setTimeout(done, 50))
}

test('data fetch: what arrived is kept as a part, from which the next one goes on', async () => {
  // A network that gives 50,000 bytes and then nothing more.
  const loader = cli.write(
    'network.mjs',
    `globalThis.fetch = async () => new Response(
      new ReadableStream({ start: c => { c.enqueue(new Uint8Array(50000)); setInterval(() => c.enqueue(new Uint8Array(1)), 100) } }),
      { headers: { 'content-length': '100000' } },
    )`,
  )
  const cache = join(cli.folder, 'slow')
  const { APICAL_DATA: _, ...env } = process.env
  const child = spawn(
    process.execPath,
    ['--import', loader, join(root, 'node_modules', '.cache', 'apical-interrupt', 'cli.js'), 'data', 'fetch', 'kmnist'],
    { cwd: cli.folder, env: { ...env, XDG_CACHE_HOME: cache } },
  )
  const end = ended(child)
  const folder = join(cache, 'apical', 'kmnist')
  const parts = () => (existsSync(folder) ? readdirSync(folder) : [])
  await waitFor(() => parts().some(name => statSync(join(folder, name)).size >= 50_000))
  child.kill('SIGINT')
  const { code, stderr } = await end
  expect({ code, stderr }).toMatchObject({ code: 130, stderr: expect.stringContaining('goes on from there') })
  expect(parts().every(name => name.endsWith('.part'))).toBe(true)
})

test('bench: the script that runs is ended, and no other is begun', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'bench', 'memory', 'carry'], {
    cwd: root,
    env: { ...process.env, APICAL_DATA: '' },
  })
  let heard = ''
  child.stderr.on('data', bytes => {
    heard += bytes
  })
  const end = ended(child)
  await waitFor(() => heard.includes('bench memory'))
  child.kill('SIGINT')
  const { code, stdout } = await end
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
  expect(heard).not.toContain('bench carry')
})
