import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { bench, ended, events, tiny } from './apical.ts'

const cli = bench('resume')
let file = ''
let whole: Record<string, unknown>[] = []

/** A run of ten epochs in one go: what all others must equal. */
beforeAll(async () => {
  file = cli.write('tiny.json', JSON.stringify(tiny()))
  const { stdout, stderr, code } = await cli.run(
    'run',
    file,
    '--epochs',
    '10',
    '--out',
    'whole',
    '--json',
    '--threads',
    '1',
  )
  expect(code, stderr).toBe(0)
  whole = events(stdout)
})

const runFolder = (out: string): string => join(cli.folder, out, 'tiny', readdirSync(join(cli.folder, out, 'tiny'))[0])

/** Rows of scores.jsonl without what depends on the clock. */
const scores = (out: string) =>
  events(readFileSync(join(runFolder(out), 'scores.jsonl'), 'utf8')).map(
    ({ imagesPerSecond, cpuMsPerImage, seconds, testSeconds, ...row }) => row,
  )

const recordings = (out: string, kind: string) =>
  Object.fromEntries(
    readdirSync(join(runFolder(out), kind)).map(name => [name, readFileSync(join(runFolder(out), kind, name))]),
  )

const expectEqualToWhole = (out: string) => {
  expect(scores(out)).toEqual(scores('whole'))
  expect(recordings(out, 'weights')).toEqual(recordings('whole', 'weights'))
}

test('ten epochs are ten lines and a last one', () => {
  expect(whole.map(e => e.event)).toEqual([...new Array(10).fill('epoch'), 'done'])
  expect(Object.keys(whole[0])).toEqual([
    'event',
    'epoch',
    'trainError',
    'testError',
    'imagesPerSecond',
    'cpuMsPerImage',
    'spikesPerImage',
    'digest',
  ])
  const { folder, ...last } = whole[10]
  expect(folder).toBe(runFolder('whole'))
  expect(last).toEqual({
    event: 'done',
    testError: whole[9].testError,
    digest: whole[9].digest,
    backend: 'wasm',
    device: 'WebAssembly SIMD, one thread',
    reason: 'the fastest for one network that learns online',
  })
})

test('five epochs and five more are ten, to the bit, on another number of threads', async () => {
  await cli.run('run', file, '--epochs', '5', '--out', 'halves', '--quiet')
  const more = await cli.run('run', runFolder('halves'), '--epochs', '10', '--threads', '2', '--json')
  expect(more.code, more.stderr).toBe(0)
  expect(events(more.stdout).map(e => e.epoch ?? e.event)).toEqual([6, 7, 8, 9, 10, 'done'])
  expectEqualToWhole('halves')
})

/** Starts a run of ten epochs and calls `act` once it has printed epoch 3. */
const interrupted = async (out: string, signal: NodeJS.Signals, ...args: string[]) => {
  const child = cli.start('run', file, '--epochs', '10', '--out', out, '--json', ...args)
  let text = ''
  child.stdout!.on('data', part => {
    text += part
    if (text.includes('"epoch":3')) child.kill(signal)
  })
  return ended(child)
}

describe('a run that was ended goes on to the same end', () => {
  for (const [signal, code] of [
    ['SIGKILL', null],
    ['SIGINT', 130],
    ['SIGTERM', 75],
  ] as const)
    test(`${signal}: exit code ${code}`, async () => {
      const out = `ended-${signal}`
      const first = await interrupted(out, signal)
      expect(first.code, first.stderr).toBe(code)
      expect(scores(out).length).toBeLessThan(10)
      if (code !== null) expect(first.stderr).toContain(`go on with: apical run ${runFolder(out)}`)
      const second = await cli.run('run', runFolder(out), '--json')
      expect(second.code, second.stderr).toBe(0)
      expectEqualToWhole(out)
    })
})

test('js and wasm give one digest', async () => {
  const js = await cli.run('run', file, '--epochs', '2', '--out', 'js', '--backend', 'js', '--json')
  expect(js.code, js.stderr).toBe(0)
  expect(events(js.stdout)[1].digest).toBe(whole[1].digest)
})

test('a corrupt checkpoint is passed over, with a word', async () => {
  await cli.run('run', file, '--epochs', '3', '--out', 'corrupt', '--quiet')
  const folder = join(runFolder('corrupt'), 'checkpoints')
  const newest = join(folder, readdirSync(folder).at(-1)!)
  const bytes = readFileSync(newest)
  bytes[bytes.length - 5] ^= 1
  writeFileSync(newest, bytes)
  const more = await cli.run('run', runFolder('corrupt'), '--epochs', '10')
  expect(more.code, more.stderr).toBe(0)
  expect(more.stderr).toMatch(/checkpoint passed over: .*expected data of its SHA-256, got other data/)
  expectEqualToWhole('corrupt')
})

test('the accuracy again: equal to the run, and otherwise with other draws', async () => {
  const { stdout, code, stderr } = await cli.run('test', runFolder('whole'), '--repeats', '2', '--json', '--quiet')
  expect(code, stderr).toBe(0)
  const [first, second, last] = events(stdout)
  expect(first).toMatchObject({ event: 'test', repeat: 1, epoch: 10, testError: whole[9].testError, testImages: 60 })
  expect(second.digest).not.toBe(first.digest)
  expect(last).toMatchObject({ event: 'done', repeats: 2 })
})

test('a run that is there already is answered with the command that resumes it', async () => {
  const again = await cli.run('run', file, '--out', 'whole')
  expect(again.code).toBe(1)
  expect(again.stderr).toContain(`apical: this run is there already; go on with it by: apical run whole/tiny/`)
})

test('a finished run says so, and is not shortened', async () => {
  const done = await cli.run('run', runFolder('whole'), '--json')
  expect(done.code, done.stderr).toBe(0)
  expect(events(done.stdout)).toEqual([whole[10]])
  const fewer = await cli.run('run', runFolder('whole'), '--epochs', '4')
  expect(fewer).toMatchObject({ code: 1, stdout: '' })
  expect(fewer.stderr).toContain('has 10 epochs already; --epochs is the total')
})
