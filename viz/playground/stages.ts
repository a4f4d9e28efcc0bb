/** The stages of this page: a reel, with a view and a clock of its own. */
import { type Cell, cell } from '../cell.ts'
import { clockOf } from '../clock.ts'
import { START, type Stage, setWindow, type Theme, type ViewState } from '../stage.ts'
import type { Reel } from './reel.ts'

/** The pixels would take most of the room; a button shows them. */
export const stageOf = ({ run }: Reel, theme: Cell<Theme>): Stage => {
  const hidden = run.spikes.length > 1 ? run.spikes.map(c => c.population).filter(name => name === 'input') : []
  const view = cell<ViewState>({ ...START, hidden, follow: true })
  return { run, view, clock: clockOf(run), theme, others: cell([]) }
}

const IN_VIEW = 4 // presentations

/** Keeps to the newest presentations while the view follows; else to what it shows, which moves `gone` ticks to the left. */
export const followReel = (stage: Stage, gone: number): void => {
  const { run, view } = stage
  const { follow, from, to } = view.get()
  if (follow) {
    const first = run.presentations.at(-IN_VIEW) ?? run.presentations[0]
    setWindow(stage, first?.start ?? 0, run.length)
  } else if (gone > 0) setWindow(stage, from - gone, to - gone)
}
