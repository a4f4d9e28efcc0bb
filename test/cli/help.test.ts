import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bench, events } from './apical.ts'

const cli = bench('help')

test('help of the program', async () => {
  const { code, stdout, stderr } = await cli.run('--help')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatchSnapshot()
})

for (const command of ['run', 'test', 'list', 'show', 'data', 'bench', 'identify'])
  test(`help of ${command}, with examples`, async () => {
    const { code, stdout } = await cli.run(command, '--help')
    expect(code).toBe(0)
    expect(stdout).toContain('Examples:')
    expect(stdout).toMatchSnapshot()
  })

test('without a command: help, and the code of bad input', async () => {
  const { code, stderr } = await cli.run()
  expect(code).toBe(2)
  expect(stderr).toContain('Usage: apical')
})

test('an unknown command or option names the nearest', async () => {
  expect(await cli.run('rum')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('Did you mean run?'),
  })
  expect(await cli.run('run', 'hello', '--sed', '1')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--seed'),
  })
})

test('hello: spikes as text on standard error, nothing else on standard output', async () => {
  const { code, stdout, stderr } = await cli.run('run', 'hello', '--out', 'runs')
  expect(code, stderr).toBe(0)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/cell\.spike {2}\|.{50}\| \d+ spikes, the first at \d+ ms/)
  const folder = join(cli.folder, 'runs', 'hello')
  expect(existsSync(join(folder, readdirSync(folder)[0], 'scores.jsonl'))).toBe(true)
})

test('list as JSON', async () => {
  const rows = events((await cli.run('list', '--json')).stdout)
  expect(rows).toContainEqual(expect.objectContaining({ kind: 'experiments', name: 'mnist-plateau' }))
  expect(rows).toContainEqual(
    expect.objectContaining({ kind: 'neurons', name: 'pyramidal', file: 'neurons/pyramidal' }),
  )
})

test('show: equations, code, and JSON that runs again', async () => {
  expect((await cli.run('show', 'plateau')).stdout).toContain('w = w + rate * post.soma.delta * pre.s')
  expect((await cli.run('show', 'plateau', '--as', 'js')).stdout).toContain('Math.fround(')
  expect((await cli.run('show', 'poisson', '--as', 'wat')).stdout).toContain('f32x4')
  const { stdout } = await cli.run('show', 'hello', '--as', 'json')
  const { code, stderr } = await cli.run('run', cli.write('again.json', stdout), '--out', 'again', '--quiet')
  expect(code, stderr).toBe(0)
  expect(readdirSync(join(cli.folder, 'again', 'hello'))).toEqual(readdirSync(join(cli.folder, 'runs', 'hello')))
})
