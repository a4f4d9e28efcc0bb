/** How much a run will write, as it is said before. */
import { expect, test } from 'vitest'
import hello from '../../experiments/hello.ts'
import { expectedBytes } from '../../src/node/run-size.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { scheduleOf } from '../../src/sim/schedule.ts'
import type { Probe } from '../../src/spec/types.ts'

const bytes = (...probes: Omit<Probe, 'during'>[]): number => {
  const planned = planExperiment({ ...hello, probes: probes.map(p => ({ ...p, during: ['train'] })) })
  return expectedBytes(planned, scheduleOf(planned.stages), { train: 0, test: 0 })
}

test('all probes record as many presentations as the one that asks for most', () => {
  const [v, spike] = ['cell.soma.v', 'cell.spike'].map(column => (samples: number) => ({ column, samples }))
  expect(bytes(v(1), spike(5))).toBe(bytes(v(5), spike(5)))
  expect(bytes(v(5), spike(1))).toBe(bytes(v(5), spike(5)))
  expect(bytes(v(5))).toBeGreaterThan(2 * bytes(v(1)))
})
