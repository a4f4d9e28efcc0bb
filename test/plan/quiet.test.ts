import { describe, expect, test } from 'vitest'
import { growthSilent } from '../../models/neurons/growth-silent.ts'
import { lif } from '../../models/neurons/lif.ts'
import { planExperiment } from '../../src/plan/build.ts'
import type { Kernel } from '../../src/plan/plan.ts'
import { experiment, neuron } from '../../src/spec/define.ts'
import type { Neuron } from '../../src/spec/types.ts'

type Step = Extract<Kernel, { verb: 'step' }>

/** The step of population 'cell' in the plain program and in the recorded one. */
const stepsOf = (cell: Neuron, probed?: string): { plain?: Step['quiet']; recorded?: Step['quiet'] } => {
  const { plan } = planExperiment(
    experiment({
      name: 'quiet',
      about: '',
      seed: 1,
      dt: '1 ms',
      populations: { cell: { neuron: cell, size: 8 } },
      projections: [],
      train: [{ presentations: 1, phases: [{ name: 'run', lasts: '5 ticks' }] }],
      ...(probed ? { probes: [{ column: probed, during: ['train'] }] } : {}),
    }),
  )
  const quietIn = (program: string) =>
    plan.programs[program].tick.find((k): k is Step => k.verb === 'step' && k.name === 'cell')?.quiet
  return { plain: quietIn('train.0.run'), recorded: quietIn('train.0.run!recorded') }
}

/** A unit whose line is compared in `spike` and changed at `change`. */
const unit = (spike: string, change: string, step: Record<string, string> = {}): Neuron =>
  neuron({
    name: 'line',
    about: 'a line between events',
    source: 'made for this test, 2026',
    params: {},
    compartments: {
      drive: { about: 'input', input: 1, state: { b: 0.1 }, step: {} },
      soma: {
        about: 'line',
        state: { base: -1, a: 0.1, since: 0, ...(step.x ? { x: 0 } : {}) },
        step: { u: 'base + since * a', since: 'since + 1', ...step },
      },
    },
    events: { spike, change },
    on: { change: { 'soma.base': step.x ? '-soma.x' : '-1', 'soma.since': '0' } },
  })

const onSpike = 'soma.u > 0'

describe('silent units are skipped', () => {
  test('where an event compares a line with a constant', () => {
    const { plain } = stepsOf(growthSilent)
    expect(plain?.lines).toHaveLength(1)
    expect(plain?.lines[0]).toMatchObject({ since: 'cell.soma.since', above: 0 })
    expect(plain?.ports).toEqual(['cell.drive.input'])
    expect(plain?.counters).toEqual(['cell.soma.since'])
    expect(plain?.always).toHaveLength(1)
  })

  test.each([
    ['0.5 < soma.u', 0.5],
    ['soma.u > -0.25', -0.25],
    ['phase.time > 2 ms && soma.u > 0.125', 0.125],
  ])('with the line written as %s', (spike, above) => {
    expect(stepsOf(unit(spike, `${spike} || drive.input != 0`)).plain?.lines[0].above).toBe(above)
  })

  test('not where the potential is stepped', () => {
    expect(stepsOf(lif).plain).toBeUndefined()
  })

  test('not where something else happens in every tick', () => {
    expect(stepsOf(unit(onSpike, onSpike)).plain).toBeDefined()
    expect(stepsOf(unit(onSpike, onSpike, { x: '0.9 * x + 0.1' })).plain).toBeUndefined()
  })

  test('not where an event hangs on a draw', () => {
    expect(stepsOf(unit(onSpike, `${onSpike} || rand() < 0.1`)).plain).toBeUndefined()
  })

  test('not in the ticks whose potential is recorded', () => {
    const { plain, recorded } = stepsOf(growthSilent, 'cell.soma.u')
    expect(plain).toBeDefined()
    expect(recorded).toBeUndefined()
  })
})
