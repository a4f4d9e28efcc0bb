/** The energy of growth-transform populations in every tick, with the barrier and without, and the probes that record both. */
import type { Experiment } from '../../src/spec/types.ts'

type Tables = Required<Pick<Experiment, 'measures' | 'probes'>>

/** Energy when a step began: `energy.<population>` as the units minimise it, `power.<population>` without the barrier's share. */
export const energies = (populations: readonly string[], samples = 20): Tables => ({
  measures: Object.fromEntries(
    populations.flatMap(of => [
      [`energy.${of}`, { of, value: 'sum(all, soma.h)', every: 'tick' as const }],
      [`power.${of}`, { of, value: 'sum(all, soma.h - psi * max(soma.x, 0))', every: 'tick' as const }],
    ]),
  ),
  probes: populations.flatMap(of =>
    ['energy', 'power'].map(name => ({ column: `${name}.${of}`, during: ['train' as const], samples })),
  ),
})
