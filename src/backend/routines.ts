import { hsicRoutine, phsicRoutine, residualRoutine } from './routines/hsic.ts'
import { product, sign, toward, transpose } from './routines/weights.ts'

/**
 * Kernels with a body written by hand. They run on the host, in double, in every back end, so that back ends cannot differ.
 */

/**
 * Reads and writes whole columns. `reads[i]` and `writes[i]` are the columns in the order of the kernel, as
 * [lane][element] without padding (one lane where a column is shared; rings: the newest slot). `writes` holds the
 * values so far and is stored afterwards.
 */
export type Routine = (
  reads: Float64Array[],
  writes: Float64Array[],
  params: Readonly<Record<string, number>>,
  lanes: number,
) => void

/** Every routine by name. */
export const routines: Record<string, Routine> = {
  product,
  sign,
  toward,
  transpose,
  hsic: hsicRoutine,
  phsic: phsicRoutine,
  'residual-hsic': residualRoutine,
}

export const routineNamed = (name: string): Routine => {
  if (!Object.hasOwn(routines, name)) throw new Error(`there is no routine '${name}'`)
  return routines[name]
}
