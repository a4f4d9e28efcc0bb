/** The dendritic network with its initial weights, followed for some epochs of 7.5 s. */
import { wasmBackend } from '../../src/backend/wasm.ts'
import type { Dataset } from '../../src/data/dataset.ts'
import { rawSha256 } from '../../src/node/hash.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { alignmentOf } from '../../src/sim/alignment.ts'
import { loadNetwork, readLearned } from '../../src/sim/network.ts'
import { runSession } from '../../src/sim/session.ts'
import type { Experiment } from '../../src/spec/types.ts'

export interface Followed {
  /** By feedback projection. */
  cosine: Record<string, number>
  sign: Record<string, number>
  /** ΣβW / ΣW² of the projection `potential`. */
  slope: number
  rates: Record<string, number>
}

/** After each of the given epochs. */
export const followed = async (
  e: Experiment,
  data: { train: Dataset; test: Dataset },
  epochs: readonly number[],
): Promise<Followed[]> => {
  const planned = planExperiment(e)
  const machine = await loadNetwork(wasmBackend(), planned, e.seed)
  const found: Followed[] = []
  const look = async (rates: Record<string, number>) => {
    const learned = await readLearned(machine, planned)
    const aligned = alignmentOf(planned, learned)
    const column = (key: 'cosine' | 'sign') => Object.fromEntries(aligned.map(a => [a.feedback, a[key] ?? 0]))
    const { self } = aligned.find(a => a.feedback === 'potential')!
    const ww = Array.from(learned['out.w']).reduce((sum, w) => sum + w * w, 0)
    found.push({ cosine: column('cosine'), sign: column('sign'), slope: -self / ww, rates })
  }
  const listener = {
    epoch: async ({ epoch, rates }: { epoch: number; rates: Record<string, number> }) => {
      if (epochs.includes(epoch)) await look(rates)
    },
  }
  await runSession({
    planned,
    machine,
    data,
    seed: e.seed,
    epochs: epochs[epochs.length - 1],
    hash: rawSha256,
    listener,
  })
  return found
}
