/** `apical identify`: runs that are watched, verdicts, going on, bad input. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dendrites } from '../../experiments/parts/dendrites.ts'
import { type Method, rateNetwork } from '../../experiments/parts/rate.ts'
import { backprop, shallow } from '../../experiments/parts/rate-feedback.ts'
import { bench, events } from './apical.ts'

const cli = bench('identify')

const dataset = { name: 'digits', train: 64, test: 8 }
const rate = (method: Method) => ({
  rule: method.name,
  known: true,
  layers: [{ weights: 'w1', activity: 'x1.soma.x' }],
  runs: [1, 2, 3, 4].map(seed => ({
    kind: 'experiment', ...rateNetwork({ hidden: [12], lanes: 8 }, method), name: `${method.name}-${seed}`, seed, dataset,
  })), // biome-ignore format: a table
})
const spiking = {
  rule: 'dendrites',
  known: false,
  layers: [{ weights: 'w1', activity: 'h.spike' }],
  runs: [{
    kind: 'experiment', name: 'dendrites-1', about: '', seed: 1, dataset,
    ...dendrites({ hidden: [{ name: 'h', size: 8 }], etaOut: 0.2 }),
  }], // biome-ignore format: a table
}
const small = {
  kind: 'identification', name: 'small', about: 'two rules and a spiking one', train: 64, images: 96, checkpoints: 4, probes: 8,
  rules: [rate(backprop), rate(shallow), spiking],
} // biome-ignore format: a table

const file = (value: unknown) => cli.write('small.mjs', `export default ${JSON.stringify(value)}`)

test('watches every run, gives verdicts, and goes on from what is kept', async () => {
  const first = await cli.run('identify', file(small), '--json')
  expect(first.code, first.stderr).toBe(0)
  const lines = events(first.stdout)
  expect(lines.filter(l => l.event === 'verdict')).toHaveLength(9)
  // Frozen hidden weights stand still: their trajectory gives the rule away, even to three runs of each.
  const weights = lines.find(l => l.features === 'weights')!
  expect(weights.rules).toEqual(['backprop', 'shallow'])
  expect(weights.accuracy).toBeGreaterThan(0.65)
  expect(lines.at(-1)).toMatchObject({ event: 'landing', rule: 'dendrites' })

  const folder = join(cli.folder, 'runs', 'identify', 'small')
  const kept = readdirSync(folder).filter(f => f !== 'verdicts.json')
  expect(kept).toHaveLength(9)
  const run = JSON.parse(readFileSync(join(folder, 'shallow-1.json'), 'utf8'))
  expect(run.layers).toHaveLength(1)
  expect(run.layers[0]).toHaveLength(4)
  expect(run.layers[0][3].weights).toEqual(run.layers[0][0].weights)
  expect(run.layers[0][3].activity).toEqual(run.layers[0][0].activity)

  // A run that is kept is not made again; one whose file is broken is.
  const before = statSync(join(folder, 'backprop-1.json')).mtimeMs
  writeFileSync(join(folder, 'backprop-2.json'), '{"of":')
  const again = await cli.run('identify', file(small))
  expect(again.code).toBe(0)
  expect(again.stdout).toContain('balanced accuracy')
  expect(statSync(join(folder, 'backprop-1.json')).mtimeMs).toBe(before)
  expect(JSON.parse(readFileSync(join(folder, 'backprop-2.json'), 'utf8')).layers).toHaveLength(1)
})

test.each([
  ['one known rule', { ...small, rules: [rate(backprop), spiking] }, 'at least two known rules'],
  ['too few runs', { ...small, rules: [{ ...rate(backprop), runs: [rate(backprop).runs[0]] }, rate(shallow)] }, 'at least four runs'],
  ['an unknown projection', { ...small, rules: [{ ...rate(backprop), layers: [{ weights: 'w9', activity: 'x1.soma.x' }] }, rate(shallow)] }, "'w9'"],
  ['another kind of file', { kind: 'comparison' }, 'an identification'],
])('bad input: %s', async (_, value, message) => {
  const { code, stdout, stderr } = await cli.run('identify', file(value))
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(message)
}) // biome-ignore format: a table

test('an unknown name', async () => {
  expect(await cli.run('identify', 'mnits')).toMatchObject({ code: 2, stderr: expect.stringContaining('mnist') })
})
