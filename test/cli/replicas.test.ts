/** Replicas on the command line: each equals the same network alone, and a set goes on as a run does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { serve } from '../../src/node/serve.ts'
import { bench, ended, events, tiny } from './apical.ts'

const cli = bench('replicas')
const small = tiny({ dataset: { name: 'digits', train: 40, test: 20 } })
const etas = [0.05, 0.2, 0.35]
let file = ''
let all: Record<string, unknown>[] = []

/** The folder of the only set below `out`. */
const setIn = (out: string): string => {
  const folder = join(cli.folder, out, 'tiny')
  return join(folder, readdirSync(folder).find(name => name.includes('-x'))!)
}

const begin = (out: string, ...more: string[]) =>
  cli.start(
    'run',
    file,
    '--replicas',
    '3',
    '--vary',
    'projections.0.set.eta=0.05..0.35',
    '--out',
    out,
    '--json',
    ...more,
  )

/** Digests of the last epoch by replica. */
const digests = (lines: Record<string, unknown>[]) => {
  const done = lines.filter(e => e.event === 'done' && e.replica !== undefined)
  return Object.fromEntries(done.map(e => [e.replica, e.digest]))
}

beforeAll(async () => {
  file = cli.write('tiny.json', JSON.stringify(small))
  const { stdout, stderr, code } = await ended(begin('whole', '--epochs', '3', '--threads', '2'))
  expect(code, stderr).toBe(0)
  all = events(stdout)
})

describe('what is told', () => {
  test('three epochs and an end of each replica, and an end of all', () => {
    for (const replica of [0, 1, 2]) {
      const own = all.filter(e => e.replica === replica).map(e => e.epoch ?? e.event)
      expect(own).toEqual([1, 2, 3, 'done'])
    }
    const last = all.filter(e => e.event === 'done' && e.replica !== undefined)
    const errors = last.map(e => Number(e.testError))
    const best = last[errors.indexOf(Math.min(...errors))]
    expect(all.at(-1)).toEqual({
      event: 'done',
      folder: setIn('whole'),
      replicas: 3,
      testError: expect.closeTo(errors.reduce((a, b) => a + b) / 3, 10),
      best: expect.objectContaining({ testError: best.testError }),
      backend: 'wasm',
      device: 'WebAssembly SIMD, one thread',
      reason: 'the fastest for 3 replicas',
    })
  })

  test('the folder lists the replicas; each is a run of its own', () => {
    const set = JSON.parse(readFileSync(join(setIn('whole'), 'replicas.json'), 'utf8'))
    expect(set).toMatchObject({ state: 'done', replicas: 3, vary: ['projections.0.set.eta=0.05..0.35'], epochs: 3 })
    expect(set.runs).toEqual(
      etas.map((eta, k) => ({ folder: `r00${k}`, replica: k, values: { 'projections.0.set.eta': eta } })),
    )
    set.runs.forEach(({ folder, replica }: { folder: string; replica: number }) => {
      const run = JSON.parse(readFileSync(join(setIn('whole'), folder, 'run.json'), 'utf8'))
      expect(run).toMatchObject({ state: 'done', replica, vary: { 'projections.0.set.eta': etas[replica] } })
      expect(run.experiment.projections[0].set.eta).toBe(etas[replica])
      for (const part of ['scores.jsonl', 'checkpoints', 'weights', 'spikes'])
        expect(existsSync(join(setIn('whole'), folder, part)), part).toBe(true)
    })
  })
})

describe('a replica equals the same network alone', () => {
  test.each([
    [0, 'wasm'],
    [2, 'wasm'],
    [1, 'js'],
  ])('replica %i on %s, to the digest', async (replica, backend) => {
    const set = ['--replica', String(replica), '--set', `projections.w1.set.eta=${etas[replica]}`]
    const alone = await cli.run('run', file, '--epochs', '3', '--backend', backend, '--out', 'alone', '--json', ...set)
    expect(alone.code, alone.stderr).toBe(0)
    expect(digests(events(alone.stdout))[replica]).toBe(digests(all)[replica])
    if (replica > 0) expect(String(events(alone.stdout).at(-1)!.folder)).toMatch(new RegExp(`-r${replica}$`))
  })

  test('on another number of threads and on js', async () => {
    const { stdout, stderr, code } = await ended(begin('js', '--epochs', '3', '--threads', '1', '--backend', 'js'))
    expect(code, stderr).toBe(0)
    expect(digests(events(stdout))).toEqual(digests(all))
    expect(events(stdout).at(-1)).toMatchObject({ backend: 'js' })
    expect(events(stdout).at(-1)).not.toHaveProperty('reason')
  })
})

/** Begins a set, ends it with a signal once a replica has told its second epoch, and goes on with it. */
const interrupted = async (out: string, signal: NodeJS.Signals) => {
  const child = begin(out, '--epochs', '3', '--threads', '1')
  let text = ''
  child.stdout!.on('data', part => {
    text += part
    if (text.includes('"epoch":2')) child.kill(signal)
  })
  return ended(child)
}

describe('a set goes on', () => {
  test.each([
    ['SIGKILL', null],
    ['SIGINT', 130],
  ] as const)('after %s, to the same end', async (signal, code) => {
    const first = await interrupted(signal, signal)
    expect(first.code, first.stderr).toBe(code)
    if (code !== null) expect(first.stderr).toContain(`go on with: apical run ${setIn(signal)}`)
    expect(Object.keys(digests(events(first.stdout))).length).toBeLessThan(3)
    const second = await cli.run('run', setIn(signal), '--json', '--threads', '2')
    expect(second.code, second.stderr).toBe(0)
    expect(digests(events(second.stdout))).toEqual(digests(all))
  })

  test('with more epochs, to what it would have been', async () => {
    expect((await ended(begin('long', '--epochs', '1'))).code).toBe(0)
    const more = await cli.run('run', setIn('long'), '--epochs', '3', '--json')
    expect(more.code, more.stderr).toBe(0)
    expect(digests(events(more.stdout))).toEqual(digests(all))
    const again = await cli.run('run', setIn('long'), '--json')
    expect(events(again.stdout).filter(e => e.event === 'epoch')).toEqual([])
    expect(digests(events(again.stdout))).toEqual(digests(all))
  })

  test('not with another seed, nor twice', async () => {
    const seed = await cli.run('run', setIn('whole'), '--seed', '2')
    expect(seed).toMatchObject({ code: 2, stderr: expect.stringContaining('--seed: expected a new run') })
    const twice = await ended(begin('whole'))
    expect(twice).toMatchObject({ code: 1, stderr: expect.stringContaining(`these replicas are there already`) })
  })
})

test('a replica that fails does not hold up the others', async () => {
  const wild = await cli.run('run', file, '--vary', 'projections.w1.set.eta=0.2,1e38', '--out', 'wild', '--json')
  expect(wild.code).toBe(1)
  const lines = events(wild.stdout)
  expect(lines.filter(e => e.event === 'failed')).toEqual([
    {
      event: 'failed',
      replica: 1,
      message: expect.stringMatching(/became .* at the synapse from .* presentation \d+.*lower the learning rate/),
    },
  ])
  expect(lines.at(-1)).toMatchObject({ event: 'done', replicas: 2, failed: [1], best: { replica: 0 } })
})

describe('where a run folder is taken, a set is too', () => {
  test('test', async () => {
    const { stdout, code, stderr } = await cli.run('test', setIn('whole'), '--json', '--quiet')
    expect(code, stderr).toBe(0)
    const lines = events(stdout)
    const last = all.filter(e => e.epoch === 3)
    expect(lines.slice(0, 3).map(e => [e.replica, e.testError])).toEqual(
      [0, 1, 2].map(replica => [replica, last.find(e => e.replica === replica)!.testError]),
    )
    expect(lines[3]).toMatchObject({ event: 'done', replicas: 3, testError: all.at(-1)!.testError })
  })

  test('list', async () => {
    const { stdout } = await cli.run('list', 'runs', '--out', 'whole')
    expect(stdout).toMatch(/tiny\/s1-\w{6}-x3 {2}done, 3 replicas, test errors [\d.]+ to [\d.]+ %/)
  })

  test('compare', async () => {
    const { stdout, code, stderr } = await cli.run('compare', setIn('whole'), '--out', 'compared', '--json')
    expect(code, stderr).toBe(0)
    const { rules } = events(stdout).at(-1) as { rules: { rule: string; seeds: number; testError: number }[] }
    expect(rules.map(r => r.rule).sort()).toEqual(etas.map(eta => `tiny projections.0.set.eta=${eta}`).sort())
    const alike = await cli.run('run', file, '--replicas', '2', '--out', 'alike', '--quiet')
    expect(alike.code, alike.stderr).toBe(0)
    const same = await cli.run('compare', setIn('alike'), '--out', 'compared', '--json')
    expect(events(same.stdout).at(-1)!.rules).toMatchObject([{ rule: 'tiny', seeds: 2 }])
  })

  test('view', async () => {
    for (const [runs, id] of [
      [setIn('whole'), 'r001'],
      [join(cli.folder, 'whole'), `tiny/${setIn('whole').split('/').at(-1)}/r001`],
    ]) {
      const served = await serve({ runs, page: cli.folder })
      try {
        const list = (await (await fetch(`${served.url}api/runs`)).json()) as { id: string; name: string }[]
        expect(list).toHaveLength(3)
        expect(list.find(r => r.id === id)).toMatchObject({ name: 'tiny r001', epochs: 3 })
        const run = await (await fetch(`${served.url}runs/${id}/run.json`)).json()
        expect(run).toMatchObject({ replica: 1 })
        expect((await (await fetch(`${served.url}api/files/${id}`)).json()).length).toBeGreaterThan(3)
      } finally {
        await served.close()
      }
    }
  })
})

test('what does not go together is said', async () => {
  for (const [args, said] of [
    [['--vary', 'projections.w1.set.eta=0.1..1'], '--replicas: expected how many'],
    [['--replicas', '2', '--replica', '1'], '--replica: expected one network'],
    [['--replicas', '2', '--vary', 'projections.w9.set.eta=1'], 'projections.w9: expected one of'],
    [['--replicas', '0'], 'Expected a whole number from 1'],
  ] as const) {
    const { code, stderr } = await cli.run('run', file, '--out', 'none', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(said)
  }
  expect(existsSync(join(cli.folder, 'none'))).toBe(false)
})
