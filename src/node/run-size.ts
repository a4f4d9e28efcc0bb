/** How much a run will write, before it does. */
import { RunError } from '../errors.ts'
import type { PhaseProgram, Planned, ProbeLog } from '../plan/protocol.ts'
import type { Work } from '../sim/schedule.ts'

const limit = 1e9
/** Spikes of a unit in a tick, for want of better: 50 Hz at 1 ms. */
const density = 0.05

/** Bytes of recordings and weights, roughly. */
export const expectedBytes = (
  planned: Planned,
  schedule: readonly Work[],
  data: { train: number; test: number },
): number => {
  const weights = planned.learned.reduce(
    (sum, name) => sum + 4 * planned.plan.columns.find(c => c.name === name)!.size,
    0,
  )
  return schedule.reduce((sum, { stage }) => {
    const shown = stage.spec.presentations ?? stage.spec.images ?? data.train
    const train = recordings(planned, 'train', stage.phases, shown)
    const isTested = planned.test && stage.spec.test !== false
    return sum + weights + train + (isTested ? recordings(planned, 'test', planned.test!.phases, data.test) : 0)
  }, 0)
}

const recordings = (
  planned: Planned,
  during: 'train' | 'test',
  phases: readonly PhaseProgram[],
  shown: number,
): number => {
  const ticks = phases.reduce((sum, { lasts }) => sum + lasts.base + (lasts.wald?.mean ?? 0), 0)
  const probes = planned.probes.filter(p => p.during.includes(during))
  const samples = Math.min(shown, Math.max(0, ...probes.map(p => p.samples))) // what one probe asks for, all record
  return probes.reduce((sum, p) => sum + bytesPerTick(p), 0) * ticks * samples
}

const bytesPerTick = (p: ProbeLog): number => {
  const units = p.only?.length ?? p.units
  if (p.kind === 'spikes') return (8 + 4 * (p.values?.length ?? 0)) * units * density
  return (4 * (units + 1)) / p.every
}

/** Throws RunError where a run would write more than 1 GB and nobody has agreed to it. */
export const checkSize = (bytes: number, agreed: boolean): void => {
  if (bytes <= limit || agreed) return
  throw new RunError(
    `this run would write about ${(bytes / 1e9).toFixed(1)} GB of recordings and weights: say --yes, or record fewer samples`,
  )
}
