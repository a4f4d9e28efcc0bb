/** The learning curve in its frame. It outlives the runs that it shows. */
import type { Cell } from '../cell.ts'
import { framePanel } from '../page/panel-frame.ts'
import type { Theme } from '../stage.ts'
import { curve } from './curve.ts'
import { experimentOf } from './recipe.ts'
import { reel } from './reel.ts'
import { DEFAULTS } from './settings.ts'
import { stageOf } from './stages.ts'
import type { Trainer } from './trainer.ts'

export const curvePanel = (trainer: Trainer, theme: Cell<Theme>, enlarge: (id: string) => void): HTMLElement => {
  const stage = stageOf(reel('playground', experimentOf(DEFAULTS), 0, 'running'), theme)
  trainer.changed.on(stage.run.changed.emit)
  return framePanel(curve(trainer), stage, enlarge).element
}
