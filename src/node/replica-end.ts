/** How a set of replicas ends, in its folder and on standard output. */
import type { Failed } from './replica-hooks.ts'
import { type ReplicaSet, updateReplicas } from './replica-set.ts'
import type { RunResult } from './run.ts'

export interface ReplicasResult {
  state: 'done' | 'stopped' | 'failed' // failed: at least one replica has
  set: ReplicaSet
  /** By replica; undefined for one that was stopped before it began. */
  outcomes: (RunResult | Failed | undefined)[]
}

/** Says in the folder how the set ended. */
export const endReplicas = (set: ReplicaSet, outcomes: ReplicasResult['outcomes']): ReplicasResult => {
  const states = outcomes.map(o => o?.state)
  const isStopped = states.some(s => s === 'stopped' || s === undefined)
  const state = isStopped ? 'stopped' : states.includes('failed') ? 'failed' : 'done'
  const result: ReplicasResult = { state, set, outcomes }
  updateReplicas(set, { state, ...(state === 'stopped' ? {} : { done: replicasEvent(result) }) })
  return result
}

/** The last line of `--json`: of all replicas together. */
export const replicasEvent = ({ set, outcomes }: ReplicasResult): Record<string, unknown> => {
  const { backend, device, reason, runs } = set.manifest
  const tested = outcomes.flatMap((o, replica) => {
    const testError = o && o.state !== 'failed' ? o.last?.testError : undefined
    return typeof testError === 'number' ? [{ replica, testError, values: runs[replica].values }] : []
  })
  const failed = outcomes.flatMap((o, replica) => (o?.state === 'failed' ? [replica] : []))
  const mean = tested.reduce((sum, t) => sum + t.testError, 0) / tested.length
  return {
    event: 'done',
    folder: set.path,
    replicas: runs.length,
    ...(tested.length > 0
      ? { testError: mean, best: tested.reduce((a, b) => (b.testError < a.testError ? b : a)) }
      : {}),
    ...(failed.length > 0 ? { failed } : {}),
    backend,
    device,
    ...(reason === undefined ? {} : { reason }),
  }
}
