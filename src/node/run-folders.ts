/** What a text names: one run, or the runs of a set of replicas. */
import { isRun } from './load-experiment.ts'
import { isReplicas, openReplicas, replicaFolders } from './replica-set.ts'

/** The folders of runs that have begun; none where the text names neither a run nor a set. Throws DataError on a broken set. */
export const runFolders = (text: string): string[] => {
  if (isRun(text)) return [text]
  return isReplicas(text) ? replicaFolders(openReplicas(text)).filter(isRun) : []
}
