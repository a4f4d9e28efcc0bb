import { panels } from '../panels/index.ts'
import type { RunView } from '../source/run-view.ts'
import type { Pin, ViewState } from '../stage.ts'

const IMAGES = 4
const WITHOUT_IMAGES = 1000

/** What a run shows first: its first few images, and one neuron of each population whose voltage was recorded. */
export const startingView = (run: RunView): Partial<ViewState> => {
  const shown = run.presentations.slice(0, IMAGES)
  const last = shown.at(-1)
  const to = last ? last.start + last.length : Math.min(Math.max(4, run.length), WITHOUT_IMAGES)
  const from = shown[0]?.start ?? 0
  const columns = run.columns()
  const tab = panels.find(panel => panel.needs(columns))?.tab ?? 'activity'
  return { from, to, pins: firstPins(run), tab, follow: run.file.state === 'running' }
}

const firstPins = (run: RunView): Pin[] => {
  const populations = [...new Set(run.traces.map(t => t.population))].slice(0, 2)
  return populations.map(population => ({ population, unit: 0 }))
}
