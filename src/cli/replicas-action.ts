/** `apical run` with several replicas: begins a set or goes on with one, and tells how all of them fare. */
import { SpecError } from '../errors.ts'
import { loadExperiment } from '../node/load-experiment.ts'
import { type ReplicasResult, replicasEvent } from '../node/replica-end.ts'
import type { ReplicaHooks } from '../node/replica-hooks.ts'
import { resumeReplicas, startReplicas } from '../node/replica-run.ts'
import { isReplicas, replicaFolders } from '../node/replica-set.ts'
import { doneEvent } from '../node/run-end.ts'
import { epochEvent } from '../node/score-row.ts'
import { replicasOf, type Values } from '../spec/vary.ts'
import { adjusted } from './adjust.ts'
import { type LiveView, openView } from './open-view.ts'
import { replicaProgress } from './replica-progress.ts'
import { backendText, beginText, epochLine, percent } from './run-lines.ts'
import { checkGoesOn, type RunOptions, settingsOf } from './run-options.ts'
import { type Say, speaker } from './say.ts'
import { stopper } from './stopper.ts'

/** The exit code: 1 where a replica failed. */
export const replicasCommand = async (text: string, options: RunOptions): Promise<number> => {
  const { open, replica, vary = [], out } = options
  if (replica !== undefined) throw new SpecError('--replica', 'one network', 'several, by --replicas or --vary')
  const say = speaker(options)
  const loaded = isReplicas(text) ? undefined : await loadExperiment(text)
  const view = options.view || open ? await openView(text, options, say) : undefined
  const stop = stopper(say.note)
  const hooks = { ...watched(hooksOf(say, options), view), stop: stop.isAsked }
  const carryOut = () => {
    if (!loaded) {
      checkGoesOn(text, options)
      return resumeReplicas(text, settingsOf(options), hooks)
    }
    const { experiment, base } = loaded
    const settings = { ...settingsOf(options), out, base, vary, replicas: options.replicas ?? replicasOf(vary) }
    return startReplicas(adjusted(experiment, options), settings, hooks)
  }
  try {
    const code = conclude(await carryOut(), say, options, stop.exitCode())
    stop.close()
    if (!stop.isAsked()) await view?.stay()
    return code
  } finally {
    stop.close()
    await view?.close()
  }
}

/** The first replica whose folder stands is shown, the others over its curves: as far as their files say. */
const watched = (hooks: ReplicaHooks, view: LiveView | undefined): ReplicaHooks => {
  if (!view) return hooks
  let folders: readonly string[] = []
  let isShown = false
  return {
    ...hooks,
    begin: (set, count) => {
      folders = replicaFolders(set)
      hooks.begin?.(set, count)
    },
    start: (replica, from) => {
      hooks.start?.(replica, from)
      const others = folders.filter((_, k) => k !== replica)
      if (!isShown) view.show(folders[replica], others)
      isShown = true
    },
  }
}

const hooksOf = (say: Say, { json }: RunOptions): ReplicaHooks => {
  const progress = replicaProgress()
  let all: readonly Values[] = []
  const tell = (event: Record<string, unknown>, line: string) =>
    json ? say.data(JSON.stringify(event)) : say.note(line)
  return {
    data: say.source,
    download: (file, received) => say.progress(`downloading ${file}: ${(received / 1e6).toFixed(1)} MB`),
    begin: ({ path, manifest }, count) => {
      all = manifest.runs.map(r => r.values)
      progress.begin(count)
      say.note(`${manifest.name}, seed ${manifest.seed}: ${count} replicas`)
      say.note(`back end: ${backendText(manifest)}`)
      say.note(`folder: ${path}`)
    },
    note: (text, replica) => say.note(replica === undefined ? text : `replica ${replica}: ${text}`),
    start: (replica, from) => {
      progress.start(replica, from)
      say.note(`${named(replica, all[replica])}: ${beginText(from)}`)
    },
    epoch: (replica, row) => tell(epochEvent(row, replica), `replica ${replica}, ${epochLine(row)}`),
    progress: (replica, p) => say.progress(progress.text(replica, p)),
    end: (replica, result) => {
      progress.end(replica)
      if (result.state === 'failed') {
        if (json) say.data(JSON.stringify({ event: 'failed', replica, message: result.message }))
        say.failure(`replica ${replica} failed: ${result.message}`)
      } else if (result.state === 'done' && json) say.data(JSON.stringify(doneEvent(result)))
    },
  }
}

/** 'replica 3, projections.w1.set.eta 0.2' */
const named = (replica: number, values: Values | undefined): string =>
  [`replica ${replica}`, ...Object.entries(values ?? {}).map(([path, value]) => `${path} ${text(value)}`)].join(', ')

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const conclude = (result: ReplicasResult, say: Say, { json }: RunOptions, stopCode: number): number => {
  const { state, set, outcomes } = result
  if (state === 'stopped' && stopCode !== 0) {
    say.note(`stopped; go on with: apical run ${set.path}`)
    return stopCode
  }
  if (json) say.data(JSON.stringify(replicasEvent(result)))
  else for (const line of table(result)) say.data(line)
  const count = outcomes.filter(o => o?.state === 'done').length
  say.note(`done: ${count} of ${outcomes.length} replicas in ${set.path}`)
  return count < outcomes.length ? 1 : 0
}

/** A line for each replica: its values and its test error. */
const table = ({ set, outcomes }: ReplicasResult): string[] =>
  outcomes.map((outcome, replica) => {
    const last = outcome && outcome.state !== 'failed' ? outcome.last : undefined
    const error = last?.testError === undefined ? (outcome?.state ?? 'waiting') : percent(last.testError)
    return `${named(replica, set.manifest.runs[replica].values)}  ${error}`
  })
