/** The raster of what training shows, which keeps to the newest images until somebody looks elsewhere. */
import type { Cell } from '../cell.ts'
import { h } from '../dom.ts'
import { framePanel } from '../page/panel-frame.ts'
import { raster } from '../panels/raster/index.ts'
import { patch, type Stage, type Theme } from '../stage.ts'
import { followReel, stageOf } from './stages.ts'
import type { Trainer, Training } from './trainer.ts'

export interface TrainingRaster {
  element: HTMLElement // a place, filled anew by each training
  stage(): Stage | undefined
}

export const trainingRaster = (trainer: Trainer, theme: Cell<Theme>, enlarge: (id: string) => void): TrainingRaster => {
  const element = h('div', { class: 'training-raster' })
  let stage: Stage | undefined
  let destroy = () => {}
  const mount = (training: Training | undefined) => {
    destroy()
    element.replaceChildren()
    if (!training) return
    stage = stageOf(training.reel, theme)
    const made = stage
    const frame = framePanel({ ...raster, title: 'What training shows' }, made, enlarge)
    frame.element.querySelector('.controls')!.append(liveButton(made))
    leaveOnTouch(frame.element, made)
    element.append(frame.element)
    destroy = () => {
      made.clock.stop()
      frame.destroy()
    }
  }
  trainer.current.on(mount)
  trainer.grown(gone => stage && followReel(stage, gone))
  return { element, stage: () => stage }
}

const liveButton = (stage: Stage): HTMLElement => {
  const live = h('button', { type: 'button', class: 'live', title: 'Keep to the newest images' }, 'live')
  const draw = () => live.setAttribute('aria-pressed', String(stage.view.get().follow))
  live.addEventListener('click', () => {
    patch(stage.view, { follow: !stage.view.get().follow })
    followReel(stage, 0)
  })
  stage.view.on(draw)
  draw()
  return live
}

/** Who pans or zooms wants to look, not to be moved on. */
const leaveOnTouch = (panel: HTMLElement, stage: Stage): void => {
  const leave = () => patch(stage.view, { follow: false })
  for (const type of ['wheel', 'pointerdown'])
    panel.querySelector('.raster-plot')!.addEventListener(type, leave, { passive: true })
}
