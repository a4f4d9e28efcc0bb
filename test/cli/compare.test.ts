/** `apical compare`: the grid, going on, the page and the data. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Method, rateNetwork } from '../../experiments/parts/rate.ts'
import * as feedback from '../../experiments/parts/rate-feedback.ts'
import { bench } from './apical.ts'

const { run, start, write } = bench('compare')

const entry = (method: Method) => {
  const e = rateNetwork({ hidden: [20], lanes: 16, epochs: 1 }, method)
  return {
    rule: method.name,
    network: '784-20-10',
    experiment: { kind: 'experiment', ...e, dataset: { name: 'digits', train: 128, test: 64 } },
    reference: { 1: [0] },
  }
}
const small = {
  kind: 'comparison', name: 'small', about: 'two rules <b>& a "page"</b>', control: 'backprop', seeds: [1, 2], epochs: 1,
  quick: { seeds: [1], epochs: 1, train: 64 }, entries: [entry(feedback.backprop), entry(feedback.shallow)],
} // biome-ignore format: a table

const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map(l => JSON.parse(l))

describe('a small comparison', () => {
  test('runs every cell, goes on with more epochs, and writes a page that needs nothing else', async () => {
    const file = write('small.mjs', `export default ${JSON.stringify(small)}`)
    const first = await run('compare', file, '--json', '--jobs', '2')
    expect(first.code, first.stderr).toBe(0)
    const events = lines(first.stdout)
    expect(events.filter(e => e.event === 'epoch').map(e => `${e.rule} ${e.seed} ${e.locality}`).sort()).toEqual([
      'backprop 1 transport', 'backprop 2 transport', 'shallow 1 circuit', 'shallow 2 circuit',
    ]) // biome-ignore format: a list
    expect(events.at(-1)).toMatchObject({ event: 'done', rules: [{ rule: 'backprop', seeds: 2 }, { rule: 'shallow', seeds: 2 }] }) // biome-ignore format: a line

    const again = await run('compare', file, '--json', '--epochs', '2')
    expect(
      lines(again.stdout)
        .filter(e => e.event === 'epoch')
        .map(e => e.epoch),
    ).toEqual([2, 2, 2, 2])
    const third = await run('compare', file, '--epochs', '2')
    expect(third.stderr).toContain('4 runs, 4 of them complete')
    expect(third.stdout).toMatch(/backprop +\d+\.\d\d ± \d+\.\d\d/)

    const { folder } = events.at(-1)
    const read = (name: string) => readFileSync(join(file, '..', folder, name), 'utf8')
    const page = read('report.html')
    expect(page).toContain('two rules &lt;b&gt;&amp; a &quot;page&quot;&lt;/b&gt;')
    expect(page).not.toMatch(/<script|<link|src=|url\(|NaN|undefined/)
    expect(page).toContain('compare')
    const rows = read('results.csv').trim().split('\n')
    expect(rows).toHaveLength(1 + 8)
    for (const row of rows.slice(1)) expect(row).toMatch(/^backprop,.*,transport$|^shallow,.*,circuit$/)
    const results = JSON.parse(read('results.json'))
    expect(results.results[1].lines[1].against.n).toBe(2)
    // An error of 0 is what no rule here reaches.
    expect(results.results[0].lines[0].asReference).toBe(false)
  })

  test('draws the angle of feedback weights to forward weights, in the colours of the rules', async () => {
    const rules = {
      ...small,
      name: 'angles',
      seeds: [1],
      entries: [entry(feedback.backprop), entry(feedback.kolenPollack)],
    }
    const file = write('angles.mjs', `export default ${JSON.stringify(rules)}`)
    expect((await run('compare', file, '--epochs', '2')).code).toBe(0)
    const page = readFileSync(join(file, '..', 'runs', 'compare', 'angles', 'report.html'), 'utf8')
    // Backpropagation has no feedback weights of its own: one line, two points.
    const chart = page.slice(page.indexOf('aria-label="Angle between'))
    const lines = chart.slice(0, chart.indexOf('</svg>')).match(/<polyline/g)
    expect(lines).toHaveLength(1)
    const results = JSON.parse(readFileSync(join(file, '..', 'runs', 'compare', 'angles', 'results.json'), 'utf8'))
    const of = (rule: string) => results.results.find((r: { rule: string }) => r.rule === rule)
    expect(of('backprop').angles).toEqual([])
    expect(of('kolen-pollack').angles).toHaveLength(2)
    for (const { mean } of of('kolen-pollack').angles) expect(mean).toBeGreaterThan(20)
    for (const { mean } of of('kolen-pollack').angles) expect(mean).toBeLessThan(100)

    // The update of the hidden layer against backpropagation's, from before training on: both rules.
    const updates = page.slice(page.indexOf('aria-label="Angle between the update'))
    expect(updates.slice(0, updates.indexOf('</svg>')).match(/<polyline/g)).toHaveLength(2)
    expect(page).not.toMatch(/NaN|undefined/)
    const [exact] = of('backprop').updates
    expect(exact.map((p: { epoch: number }) => p.epoch)).toEqual([0, 1, 2])
    for (const { mean } of exact) expect(mean).toBeLessThan(0.5)
    expect(of('kolen-pollack').updates[0][0].mean).toBeGreaterThan(70)
    // They are kept by run and start: a run that was removed and made again has its own.
    const kept = JSON.parse(readFileSync(join(file, '..', 'runs', 'compare', 'angles', 'updates.json'), 'utf8'))
    expect(Object.keys(kept)).toHaveLength(2)
    for (const key of Object.keys(kept)) {
      const [path, started] = key.split(' ')
      const manifest = JSON.parse(readFileSync(join(file, '..', path, 'run.json'), 'utf8'))
      expect(started).toBe(manifest.started)
    }
    const csv = readFileSync(join(file, '..', 'runs', 'compare', 'angles', 'results.csv'), 'utf8').split('\n')
    expect(csv[0].split(',')[9]).toBe('update_angle')
    expect(Number(csv[1].split(',')[9])).toBeLessThan(0.5)
  })

  test('the page has experiments as they ran, and a command that a shell takes as it stands', async () => {
    const file = write('once.mjs', `export default ${JSON.stringify({ ...small, name: 'once', seeds: [7] })}`)
    const set = ['projections.0.set.eta=0.125', 'train.0.phases.0.lasts=1 ticks'].flatMap(s => ['--set', s])
    const ran = await run('compare', file, '--rules', 'backprop', ...set)
    expect(ran.code, ran.stderr).toBe(0)
    const page = readFileSync(join(file, '..', 'runs', 'compare', 'once', 'report.html'), 'utf8')
    expect(page).toContain("--set 'train.0.phases.0.lasts=1 ticks'")
    expect(page).toContain('&quot;eta&quot;: 0.125')
    expect(page).toContain('&quot;seed&quot;: 7')
    expect(page).toMatch(/ms of CPU/)
  })

  test('a comparison that is killed goes on: it waits for the runs that it left behind', async () => {
    const { experiment, ...rest } = entry(feedback.backprop)
    const longer = { ...experiment, dataset: { name: 'digits', train: 1024, test: 64 } }
    const slow = { ...small, name: 'killed', epochs: 40, entries: [{ ...rest, experiment: longer }] }
    const args = ['compare', write('killed.mjs', `export default ${JSON.stringify(slow)}`), '--json', '--jobs', '1']
    const first = start(...args)
    await new Promise(said => first.stdout!.once('data', said))
    first.kill('SIGKILL')
    const again = await run(...args)
    expect(again.code, again.stderr).toBe(0)
    expect(again.stderr).toContain('waiting for it')
    expect(lines(again.stdout).at(-1)).toMatchObject({ rules: [{ rule: 'backprop', seeds: 2 }] })
    const results = JSON.parse(readFileSync(join(args[1], '..', 'runs', 'compare', 'killed', 'results.json'), 'utf8'))
    expect(results.results[0].lines.at(-1)).toMatchObject({ epoch: 40, seeds: [1, 2] })
  })

  test('what is wrong is said, with exit code 2', async () => {
    const file = write('small.mjs', `export default ${JSON.stringify(small)}`)
    for (const [args, said] of [
      [['--rules', 'backprob'], "did you mean 'backprop'"],
      [['--seeds', '1,x'], 'whole numbers'],
      [['--networks', '1-2'], 'expected one of 784-20-10'],
      [['noise'], 'expected one comparison, or run folders only'],
    ] as const) {
      const ended = await run('compare', file, ...args)
      expect(ended.code).toBe(2)
      expect(ended.stderr).toContain(said)
    }
    const flat = { ...small, entries: [{ ...small.entries[0], varied: [{ rule: 'a', by: 'depth', value: '1' }] }] }
    expect((await run('compare', write('flat.mjs', `export default ${JSON.stringify(flat)}`))).stderr).toContain(
      'entries[0].varied[0]: expected',
    )
    const none = await run('compare', write('none.mjs', 'export default { kind: "experiment" }'))
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('expected a comparison') })
  })
})
