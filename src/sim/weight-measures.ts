/** Measures of weights at the end of an epoch: angles between projections, and the eigenvalue of the feedback loop. */
import { angleBetween } from '../measure/angle.ts'
import { largestEigenvalue } from '../measure/jacobian.ts'
import type { Planned } from '../plan/protocol.ts'
import { dense } from '../plan/weights.ts'
import type { Learned } from './network.ts'
import type { Tally } from './tally.ts'

interface Matrix {
  pres: number
  posts: number
  w: Float64Array // [pre][post]
}

/** The weights of a projection; of a tie, those it shares, exchanged where its ends are. */
const matrixOf = (planned: Planned, learned: Learned, name: string): Matrix => {
  const tie = planned.network.projs.find(p => p.name === name)?.tie
  if (tie) {
    const other = matrixOf(planned, learned, tie.other)
    return tie.transposed ? { pres: other.posts, posts: other.pres, w: transposed(other) } : other
  }
  const layout = planned.plan.layouts.find(l => l.name === name)!
  return { pres: layout.pres, posts: layout.posts, w: dense(layout, learned[`${name}.w`]) }
}

const transposed = ({ pres, posts, w }: Matrix): Float64Array =>
  w.map((_, k) => w[(k % pres) * posts + Math.floor(k / pres)])

export const weightMeasures = (planned: Planned, learned: Learned, tally: Tally): Record<string, number> => {
  const values: Record<string, number> = {}
  for (const m of planned.measures) {
    const value =
      m.kind === 'weights'
        ? angle(planned, learned, m.of!)
        : m.kind === 'eigenvalue'
          ? eigenvalue(planned, learned, m, tally)
          : undefined
    if (value !== undefined) values[m.name] = value
  }
  return values
}

const angle = (planned: Planned, learned: Learned, [a, b]: [string, string]): number | undefined => {
  const [first, second] = [matrixOf(planned, learned, a), matrixOf(planned, learned, b)]
  const same = first.pres === second.pres && first.posts === second.posts
  return angleBetween(first.w, same ? second.w : transposed(second))
}

const eigenvalue = (
  planned: Planned,
  learned: Learned,
  m: Planned['measures'][number],
  tally: Tally,
): number | undefined => {
  const { out, feedback, rate, gain } = m.loop!
  const forward = matrixOf(planned, learned, out)
  const back = matrixOf(planned, learned, feedback)
  const loop = { hidden: forward.pres, outputs: forward.posts, out: forward.w, feedback: back.w, rate, gain }
  return largestEigenvalue(loop, tally.vectors[m.name] ?? [])
}
