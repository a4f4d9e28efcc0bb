/** What a fused phase puts off to a second pass, and what it keeps in the memory of its workgroup. */
import { expect, test } from 'vitest'
import { namesOf } from '../../src/backend/names.ts'
import { laterOf } from '../../src/backend/webgpu/later.ts'
import { merged } from '../../src/backend/webgpu/merge.ts'
import { residentOf, residentWords } from '../../src/backend/webgpu/resident.ts'
import { graph } from '../../src/lang/graph.ts'
import type { Kernel, Statement } from '../../src/plan/plan.ts'
import { plannedDendrites } from './webgpu-dendrites.ts'

type Step = Extract<Kernel, { verb: 'step' }>

const { plan } = plannedDendrites(3)
const names = namesOf(plan)
const { tick } = plan.programs['train.0.forward']
const steps = tick.filter((kernel): kernel is Step => kernel.verb === 'step')

test('the plateau of a unit waits, as nothing else of the step reads or stores what it does', () => {
  const later = steps.flatMap(step => laterOf(merged(step.body)))
  expect(later.length).toBeGreaterThan(0)
  for (const { body } of later) expect(body.every(s => s.do === 'store' && /plateau|apical/.test(s.column))).toBe(true)
})

test('a reset does not wait: it stores what the step stores', () => {
  const nodes = graph()
  const load = (column: string) => nodes.leaf('f32', { read: 'load', column, at: 'unit' })
  const store = (column: string, of: string): Statement => ({ do: 'store', column, value: load(of) })
  const when = (body: Statement[], test = load('c')): Statement => ({ do: 'when', test, body })
  expect(laterOf([store('a', 'b'), when([store('a', 'd')])])).toEqual([])
  expect(laterOf([store('a', 'b'), when([store('d', 'a')])])).toEqual([])
  expect(laterOf([store('c', 'b'), when([store('d', 'b')])])).toEqual([])
  expect(laterOf([store('a', 'b'), when([{ do: 'raise', event: 'e', value: load('b') }])])).toEqual([])
  expect(laterOf([store('a', 'd'), when([store('d', 'b')])])).toHaveLength(1)
})

test('state that a step reads and stores is kept, rings and what has no room are not', () => {
  const kept = residentOf(tick, names, 0)
  expect(kept.has('hidden.soma.v')).toBe(true)
  for (const name of kept.keys()) expect(names.column(name)).toMatchObject({ type: 'f32', slots: 1 })
  expect(residentWords(kept, names) * 4).toBeLessThanOrEqual(16384)
  expect(residentOf(tick, names, 16384).size).toBe(0)
})
