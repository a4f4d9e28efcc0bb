/** Short-term facilitation and depression against closed forms (Tsodyks, Pawelzik & Markram 1998; Markram, Wang & Tsodyks 1998, PNAS 95:5323). */
import { firstValueFrom, toArray } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { replay } from '../../models/neurons/replay.ts'
import { shortTerm } from '../../models/neurons/short-term.ts'
import { traceOf } from '../../src/sim/chunk.ts'
import { simulate } from '../../src/sim/simulate.ts'
import { experiment } from '../../src/spec/define.ts'

const spikes = 100

/** What is released at each of 100 spikes, one every `period` ms. */
const released = async (backend: string, period: number, use: number, facilitation: number, recovery: number) => {
  const times = Array.from({ length: spikes }, (_, n) => n * period)
  const { chunks } = simulate(
    experiment({
      name: 'terminals',
      about: 'a regular train',
      seed: 1,
      dt: '1 ms',
      populations: {
        cell: { neuron: replay, size: 2, force: { spikes: times.map(t => [t, 1]) } },
        terminals: {
          neuron: shortTerm,
          size: 2,
          set: { use, facilitation: `${facilitation} ms`, recovery: `${recovery} ms` },
        },
      },
      projections: [{ from: 'cell', to: 'terminals.terminal', connect: 'one-to-one' }],
      train: [{ presentations: 1, phases: [{ name: 'run', lasts: `${spikes * period} ticks` }] }],
      probes: [{ column: 'terminals.terminal.sent', during: ['train'] }],
    }),
    { backend },
  )
  const seen = await firstValueFrom(chunks.pipe(toArray()))
  const { value } = traceOf(seen.find(c => c.presentations.length > 0)!, 'terminals.terminal.sent')
  const silent = value.filter((_, k) => k % 2 === 0 || !times.includes((k - 1) / 2))
  expect(silent.every(x => x === 0)).toBe(true)
  return times.map(t => value[2 * t + 1])
}

describe.each(['js', 'wasm'])('%s', backend => {
  test.each([
    ['depressing', 20, 0.5, 0, 800],
    ['facilitating', 50, 0.1, 1000, 100],
    ['both', 10, 0.3, 50, 200],
  ])('%s: every release, and the steady state', async (_, period, use, facilitation, recovery) => {
    const [fall, back] = [facilitation > 0 ? Math.exp(-period / facilitation) : 0, Math.exp(-period / recovery)]
    const given = await released(backend, period, use, facilitation, recovery)
    let [u, x] = [use, 1]
    for (const sent of given) {
      expect(sent).toBeCloseTo(u * x, 5)
      x = 1 + (x * (1 - u) - 1) * back
      u = u * fall + use * (1 - u * fall)
    }
    const most = use / (1 - (1 - use) * fall)
    expect(given.at(-1)).toBeCloseTo((most * (1 - back)) / (1 - (1 - most) * back), 4)
  })
})
