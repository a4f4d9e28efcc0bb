/** The angle between the update that a rule makes and that of backpropagation, layer by layer, for weights at hand: a few batches, learned from and left. */
import type { Backend } from '../backend/backend.ts'
import type { Dataset } from '../data/dataset.ts'
import { updateAngle } from '../measure/update-angle.ts'
import { planExperiment } from '../plan/build.ts'
import { dense } from '../plan/weights-matrix.ts'
import type { Experiment } from '../spec/types.ts'
import { type ExactErrors, withExactErrors } from './exact-errors.ts'
import { type Learned, loadNetwork, readLearned, writeLearned } from './network.ts'
import type { Recorded } from './record.ts'
import { runSession } from './session.ts'

export interface UpdateAngles {
  /** Mean angle in degrees over the batches for each hidden layer; NaN where the rule does nothing, or a weight is no number. */
  at(learned: Learned): Promise<number[]>
  /** The columns that it wants of a network. */
  planned: ReturnType<typeof planExperiment>
  close(): void
}

/** Of 64 images each: within 1.2 degrees of four (784-500-10). */
const BATCHES = 2

/** Nobody asks for a digest, and that of all weights takes longer than a batch. */
const noHash = (): Uint8Array => new Uint8Array(32)

/** Undefined for networks that backpropagation does not know: no chain of rates. */
export const updateAngles = async (
  experiment: Experiment,
  data: { train: Dataset; test: Dataset },
  backend: Backend,
): Promise<UpdateAngles | undefined> => {
  const exact = withExactErrors(experiment)
  if (!exact) return undefined
  const planned = planExperiment(exact.experiment)
  const machine = await loadNetwork(backend, planned, experiment.seed)
  const matrix = (name: string, learned: Learned): Float64Array => {
    const column = planned.plan.columns.find(c => c.name === `${name}.w`)!
    return dense(planned.plan.layouts.find(l => l.name === column.layout)!, learned[column.name])
  }
  /** The images of a batch are those of a seed: the same for all rules. */
  const batch = async (before: Learned, number: number): Promise<number[]> => {
    writeLearned(machine, before)
    const shown: Recorded[] = []
    const chunk = (_: unknown, recorded: Recorded[]) => void shown.push(...recorded)
    await runSession({ planned, machine, data, seed: 1000 + number, hash: noHash, listener: { chunk } })
    const after = await readLearned(machine, planned)
    return exact.layers.map(layer => {
      const change = matrix(layer.weights, after)
      matrix(layer.weights, before).forEach((w, k) => {
        change[k] -= w
      })
      return updateAngle({ change, ...signalsOf(layer, shown) }) ?? Number.NaN
    })
  }
  const at = async (learned: Learned): Promise<number[]> => {
    const all: number[][] = []
    for (let k = 0; k < BATCHES; k++) all.push(await batch(learned, k))
    return exact.layers.map((_, l) => all.reduce((sum, angles) => sum + angles[l], 0) / BATCHES)
  }
  return { at, planned, close: () => machine.close() }
}

const signalsOf = ({ rates, errors }: ExactErrors['layers'][number], shown: readonly Recorded[]) => ({
  rates: shown.map(r => Float64Array.from(r.traces[rates].value)),
  errors: shown.map(r => Float64Array.from(r.traces[errors].value)),
})
