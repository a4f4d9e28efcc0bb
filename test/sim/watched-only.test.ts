import { afterEach, expect, test, vi } from 'vitest'
import { jsBackend } from '../../src/backend/js.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { watchedOnly } from '../../src/sim/last-good.ts'
import { loadNetwork, NotFinite } from '../../src/sim/network.ts'
import type { Position } from '../../src/sim/session.ts'
import { tiny } from '../cli/apical.ts'

afterEach(() => void vi.useRealTimers())

test('a network in lockstep is looked at every five seconds, and weights that became no numbers end it', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const planned = planExperiment(tiny())
  const machine = await loadNetwork(jsBackend(), planned, 1)
  const good = watchedOnly(machine, planned)
  const position = { tick: 7, presentation: 3 } as Position
  const [name] = planned.learned
  const weights = await machine.read(name)
  machine.write(
    name,
    Array.from(weights, () => Number.NaN),
  )
  vi.advanceTimersByTime(4999)
  await good.look(position, true)
  vi.advanceTimersByTime(1)
  await expect(good.look(position, true)).rejects.toThrow(NotFinite)
  machine.write(name, weights)
  vi.advanceTimersByTime(5000)
  await good.look(position, true)
})
