/** The raster of one answer, played as its spikes come. */
import type { Recorded } from '../../src/sim/record.ts'
import type { Cell } from '../cell.ts'
import { framePanel } from '../page/panel-frame.ts'
import { raster } from '../panels/raster/index.ts'
import { patch, type Stage, type Theme } from '../stage.ts'
import { reel } from './reel.ts'
import { stageOf } from './stages.ts'
import type { Training } from './trainer.ts'

export interface AnswerRaster {
  element: HTMLElement
  stage: Stage
  play(recorded: Recorded): void
  destroy(): void
}

const PLAY = 2500 // ms that an answer takes on the page

/** `at` is told how far the clock is. */
export const answerRaster = (
  { experiment }: Training,
  theme: Cell<Theme>,
  enlarge: (id: string) => void,
  at: (tick: number) => void,
): AnswerRaster => {
  const shown = reel('digit', experiment, 1, 'done')
  const stage = stageOf(shown, theme)
  const frame = framePanel({ ...raster, id: 'digit', title: 'Its spikes' }, stage, enlarge)
  frame.element.querySelector('canvas')!.id = 'digit-plot' // the other raster of the page has the usual name
  const stop = stage.clock.now.on(at)
  return {
    element: frame.element,
    stage,
    play: recorded => {
      shown.clear()
      shown.add([{ ...recorded, answer: -1 }]) // there is no label to mark it right or wrong
      patch(stage.view, { from: 0, to: recorded.length })
      begin(stage, recorded.length)
    },
    destroy: () => {
      stop()
      stage.clock.stop()
      frame.destroy()
    },
  }
}

/** Lets the clock run through the answer; where motion is not wanted, shows its end at once. */
const begin = ({ clock }: Stage, length: number): void => {
  clock.stop()
  clock.speed.set(length / PLAY)
  clock.seek(0)
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) clock.seek(length)
  else clock.toggle()
}
