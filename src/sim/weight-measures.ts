/** Measures of weights at the end of an epoch: angles between projections, agreement of feedback with forward weights, the eigenvalue of the loop. */
import { angleBetween } from '../measure/angle.ts'
import { type Agreement, agreementOfPairs, transposed } from '../measure/discontinuity/agreement.ts'
import { largestEigenvalue } from '../measure/jacobian.ts'
import type { Planned } from '../plan/protocol.ts'
import { dense } from '../plan/weights-matrix.ts'
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
    return tie.transposed ? { pres: other.posts, posts: other.pres, w: exchanged(other) } : other
  }
  const layout = planned.plan.layouts.find(l => l.name === name)!
  return { pres: layout.pres, posts: layout.posts, w: dense(layout, learned[`${name}.w`]) }
}

const exchanged = ({ pres, posts, w }: Matrix): Float64Array => transposed(w, pres, posts)

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

/** How a feedback projection stands to a forward one; what cannot be told (all weights 0) is absent. */
export interface AgreementScore extends Partial<Agreement> {
  feedback: string
  forward: string
  angle?: number // degrees, from the signed cosine
}

/** By the name of the measure, without a leading 'agreement.'. */
export const agreements = (planned: Planned, learned: Learned): Record<string, AgreementScore> =>
  Object.fromEntries(
    planned.measures
      .filter(m => m.kind === 'agreement')
      .map(m => [m.name.replace(/^agreement\./, ''), agreementOf(planned, learned, m.of!)]),
  )

const agreementOf = (planned: Planned, learned: Learned, [feedback, forward]: [string, string]): AgreementScore => {
  const [back, ahead] = [matrixOf(planned, learned, feedback), matrixOf(planned, learned, forward)]
  const found = agreementOfPairs(exchanged(back), ahead.w)
  const known = Object.entries(found).filter(([, value]) => value !== null)
  const { cosine } = found
  return {
    feedback,
    forward,
    ...Object.fromEntries(known),
    ...(cosine === null ? {} : { angle: (180 / Math.PI) * Math.acos(Math.min(1, Math.max(-1, cosine))) }),
  }
}

const angle = (planned: Planned, learned: Learned, [a, b]: [string, string]): number | undefined => {
  const [first, second] = [matrixOf(planned, learned, a), matrixOf(planned, learned, b)]
  const same = first.pres === second.pres && first.posts === second.posts
  return angleBetween(first.w, same ? second.w : exchanged(second))
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
