/** `apical run`: begins a run or goes on with one, and tells how it fares. */
import { ApicalError } from '../errors.ts'
import { isRun, type LoadedExperiment, loadExperiment } from '../node/load-experiment.ts'
import { isReplicas } from '../node/replica-set.ts'
import { type RunHooks, type RunResult, type RunSettings, resumeRun, startRun } from '../node/run.ts'
import { doneEvent } from '../node/run-end.ts'
import { epochEvent } from '../node/score-row.ts'
import { adjusted } from './adjust.ts'
import { fullCommand } from './full-command.ts'
import { openView } from './open-view.ts'
import { progressLine } from './progress.ts'
import { backendText, beginText, epochLine, percent } from './run-lines.ts'
import { checkGoesOn, type RunOptions, settingsOf } from './run-options.ts'
import { type Say, speaker } from './say.ts'
import { stopper } from './stopper.ts'
import { strips } from './strip.ts'

/** The exit code. */
export const runCommand = async (text: string, options: RunOptions): Promise<number> => {
  if (options.replicas !== undefined || options.vary !== undefined || isReplicas(text))
    return (await import('./replicas-action.ts')).replicasCommand(text, options)
  const say = speaker(options)
  // First of all, so that a wrong name is said before a page is built.
  const loaded = isRun(text) ? undefined : await loadExperiment(text)
  const view = options.view || options.open ? await openView(text, options, say) : undefined
  const stop = stopper(say.note)
  const settings = settingsOf(options)
  let folder: string | undefined
  const told = hooksOf(say, options)
  const hooks: RunHooks = {
    ...told,
    stop: stop.isAsked,
    begin: (run, ...rest) => {
      folder = run.path
      told.begin?.(run, ...rest)
      view?.hooks.begin(run, ...rest)
    },
    recorded: all => {
      told.recorded?.(all)
      view?.hooks.recorded(all)
    },
  }
  try {
    const result = loaded ? await begin(loaded, options, settings, hooks) : await goOn(text, options, settings, hooks)
    const code = conclude(result, say, options, stop.exitCode())
    stop.close()
    if (!stop.isAsked()) await view?.stay()
    return code
  } catch (error) {
    if (folder && error instanceof ApicalError) say.note(`it can go on from its last checkpoint: apical run ${folder}`)
    throw error
  } finally {
    stop.close()
    await view?.close()
  }
}

const begin = (
  { experiment, base }: LoadedExperiment,
  options: RunOptions,
  settings: RunSettings,
  hooks: RunHooks,
): Promise<RunResult> => {
  const replica = options.replica === undefined ? {} : { replica: options.replica }
  return startRun(adjusted(experiment, options), { ...settings, ...replica, out: options.out, base }, hooks)
}

const goOn = (path: string, options: RunOptions, settings: RunSettings, hooks: RunHooks): Promise<RunResult> => {
  checkGoesOn(path, options)
  return resumeRun(path, settings, hooks)
}

const shown = 10 // presentations

const hooksOf = (say: Say, options: RunOptions): RunHooks => {
  const line = progressLine()
  let dt = 1
  let replica: number | undefined
  let left = 0 // presentations that are still to be drawn
  return {
    data: say.source,
    note: say.note,
    download: (file, received, total) =>
      say.progress(
        `downloading ${file}: ${(received / 1e6).toFixed(1)}${total ? ` of ${(total / 1e6).toFixed(1)}` : ''} MB`,
      ),
    begin: (run, planned, from) => {
      dt = run.manifest.dt
      // Without a data set there is no error to follow: the spikes themselves are shown.
      left = planned.network.experiment.dataset ? 0 : shown
      const { name, seed } = run.manifest
      replica = run.manifest.replica
      say.note(`${name}, seed ${seed}${replica === undefined ? '' : `, replica ${replica}`}: ${beginText(from)}`)
      say.note(`back end: ${backendText(run.manifest)}`)
      say.note(`network: ${planned.network.pops.map(p => `${p.name} ${p.size}`).join(', ')}`)
      say.note(`folder: ${run.path}`)
    },
    recorded: all => {
      for (const r of all.slice(0, left)) for (const text of strips(r, dt)) say.note(text)
      left = Math.max(0, left - all.length)
    },
    progress: p => {
      const text = line.text(p)
      if (text !== undefined) say.progress(text)
    },
    epoch: row => {
      if (options.json) say.data(JSON.stringify(epochEvent(row, replica)))
      else say.note(epochLine(row))
    },
  }
}

const conclude = (result: RunResult, say: Say, { json }: RunOptions, stopCode: number): number => {
  const { state, folder, last } = result
  if (state === 'stopped') {
    say.note(`stopped; go on with: apical run ${folder}`)
    return stopCode
  }
  if (json) say.data(JSON.stringify(doneEvent(result)))
  else if (last?.testError !== undefined) say.data(`test error ${percent(last.testError)} after epoch ${last.epoch}`)
  say.note(`done: ${folder}${last ? `\ndigest ${last.digest}` : ''}`)
  const full = fullCommand(process.argv.slice(2))
  if (full) say.note(`this was a part; the full run: ${full}`)
  return 0
}
