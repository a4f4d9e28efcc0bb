/** Feedback weights beside the forward weights that they ought to follow. */
import { type Agreement, agreementOfPairs, transposed } from '../measure/discontinuity/agreement.ts'
import type { Proj } from '../plan/network.ts'
import type { Planned } from '../plan/protocol.ts'
import { dense } from '../plan/weights-matrix.ts'
import type { Learned } from './network.ts'

export interface Aligned extends Agreement {
  feedback: string // projections
  forward: string
  /** Synapses, and how many of them have an estimate. */
  synapses: number
  known: number
  /** Why `sign` and `cosine` are null. */
  reason?: string
}

/** Feedback projections that learn, each with the forward projection between the same populations. */
export const feedbackOf = ({ network }: Planned): { feedback: string; forward: string }[] =>
  network.projs
    .filter(p => p.rule && (p.rule.synapse?.beta !== undefined || p.to.compartment === 'apical'))
    .flatMap(p => {
      const forward = network.projs.find(o => o.from.pop === p.to.pop && o.to.pop === p.from.pop && o !== p)
      return forward ? [{ feedback: p.name, forward: forward.name }] : []
    })

/** Agreement of what each feedback projection has learned (`beta` where its rule keeps it, else its weights) with the forward weights. */
export const alignmentOf = (planned: Planned, learned: Learned): Aligned[] =>
  feedbackOf(planned).map(({ feedback, forward }) => {
    const { network, plan } = planned
    const back = network.projs.find(p => p.name === feedback)!
    const [n, m] = [back.to.pop.size, back.from.pop.size]
    const table = (column: string, owner: string): Float64Array =>
      dense(plan.layouts.find(l => l.name === owner)!, learned[column])
    const owned = (name: string) => plan.columns.find(c => c.name === `${name}.w`)?.layout ?? tiedTo(planned, name)
    const column = learned[`${feedback}.beta`] ? `${feedback}.beta` : `${owned(feedback)}.w`
    // Both as n x m: [post][pre] of the feedback, [pre][post] of the forward projection.
    const Y = transposed(table(column, owned(feedback)), m, n)
    const known = Y.reduce((count, y) => count + (y !== 0 ? 1 : 0), 0)
    const reason = tooShort(back) ?? nothingKnown(back, known)
    return {
      feedback,
      forward,
      ...agreementOfPairs(Y, table(`${owned(forward)}.w`, owned(forward))),
      synapses: n * m,
      known,
      ...(reason === null ? {} : { sign: null, cosine: null, reason }),
    }
  })

/** Rules of windows average over a `span` that must not be longer than that of the unit's windows. */
const tooShort = ({ name, rule, params, to }: Proj): string | null => {
  const ofWindows = Object.keys(rule?.on ?? {}).some(event => /^post\.(close|hit|miss)$/.test(event))
  const [window, response] = [to.pop.params.get('span')?.value, params.get('span')?.value]
  if (!ofWindows || typeof window !== 'number' || typeof response !== 'number' || window >= response) return null
  return `the window of ${window} ms is shorter than the response of ${response} ms that '${name}' averages over`
}

const nothingKnown = ({ to, from }: Proj, known: number): string | null =>
  known > 0
    ? null
    : `none of ${to.pop.size * from.pop.size} weights is known: no spike of '${to.pop.name}' was followed by one of '${from.pop.name}'`

const tiedTo = ({ network }: Planned, name: string): string =>
  network.projs.find(p => p.name === name)!.tie?.other ?? name
