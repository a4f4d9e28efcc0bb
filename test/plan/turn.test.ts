/** Matrices whose rows are receivers give what they give with senders as rows, to the bit. */
import { describe, expect, test } from 'vitest'
import { alignment } from '../../experiments/parts/rdd-feedback.ts'
import { align, allSpike } from '../../models/rules/align.ts'
import { linearJump } from '../../models/rules/window-sums.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { rawSha256 } from '../../src/node/hash.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { turned } from '../../src/plan/turn.ts'
import { loadNetwork, readLearned, withInitialValues } from '../../src/sim/network.ts'
import { runSession } from '../../src/sim/session.ts'
import { experiment, rule } from '../../src/spec/define.ts'
import type { Experiment, Rule, Table } from '../../src/spec/types.ts'

const feedback = (rules: Table<Rule>, more: Partial<Experiment> = {}) =>
  planExperiment(
    experiment({
      name: 'turn',
      about: '',
      seed: 1,
      ...alignment({
        sizes: [37, 9],
        seconds: 1,
        rules: Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, { rule }])),
      }),
      ...more,
    }),
  )
const three = { align, all: allSpike, linear: linearJump }

const turnedIn = (planned: ReturnType<typeof feedback>) => [...turned(planned.plan).columns.keys()]

describe.each([1, 3])('feedback weights of %i lanes', lanes => {
  const planned = feedback(three, { lanes })
  const run = async (machine: Awaited<ReturnType<typeof loadNetwork>>) => {
    await runSession({ planned, machine, seed: 1, hash: rawSha256, listener: {} })
    return { learned: await readLearned(machine, planned), saved: await machine.save() }
  }

  test('are the same whichever way they lie', async () => {
    expect(turnedIn(planned)).toContain('align.c_spike')
    const { learned } = await run(await jsBackend().load(withInitialValues(planned, 1, 0)))
    expect((await run(await loadNetwork(jsBackend(), planned, 1))).learned).toEqual(learned)
    expect((await run(await loadNetwork(wasmBackend(), planned, 1))).learned).toEqual(learned)
    expect(learned['align.beta'].some(x => x !== 0)).toBe(true)
  })

  test('a network that was saved goes on with its matrices the other way', async () => {
    const machine = await loadNetwork(wasmBackend(), planned, 1)
    const { learned, saved } = await run(machine)
    const other = await jsBackend().load(withInitialValues(planned, 2, 0))
    other.restore(saved)
    expect(await readLearned(other, planned)).toEqual(learned)
    machine.restore(await other.save())
    expect(await readLearned(machine, planned)).toEqual(learned)
  })
})

describe('a matrix is turned', () => {
  const of = (on: Rule['on'], more: Partial<Rule> = {}) =>
    rule({ name: 'r', about: 'r', source: 'made for this test, 2026', params: {}, on, ...more })

  test.each<[string, boolean, Rule]>([
    ['where events of receivers change it', true, of({ 'post.spike': { w: 'w + 1' } })],
    ['not where events of senders do', false, of({ 'pre.spike': { w: 'w + 1' } })],
    ['not where both do', false, of({ 'pre.spike': { w: 'w + 1' }, 'post.spike': { w: 'w - 1' } })],
    ['not where each tick does', false, of({ 'post.spike': { w: 'w + 1' }, tick: { w: '0.9 * w' } })],
    ['not where it is drawn synapse by synapse', false, of({ 'post.spike': { w: 'w + rand()' } })],
    ['not where only the end of a phase does', false, of({ 'copy.end': { w: 'w + 1' } })],
  ])('%s', (_, yes, rule) => {
    expect(turnedIn(feedback({ y: rule })).includes('y.w')).toBe(yes)
  })

  test('not where spikes are carried over it', () => {
    const { projections = [], ...rest } = alignment({ sizes: [5, 3], seconds: 1, rules: {} })
    const driving = { ...projections[0], rule: of({ 'post.spike': { w: 'w + 1' } }) }
    const planned = planExperiment(
      experiment({ name: 'turn', about: '', seed: 1, ...rest, projections: [driving], measures: {} }),
    )
    expect(turnedIn(planned)).toEqual([])
  })
})
