/** The digit that is drawn, and the network's answer to it, spike by spike. */
import type { Cell } from '../cell.ts'
import { h } from '../dom.ts'
import type { Stage, Theme } from '../stage.ts'
import { type AnswerRaster, answerRaster } from './answer-raster.ts'
import { bars } from './bars.ts'
import { evidenceOf } from './evidence.ts'
import { example } from './examples.ts'
import { pad } from './pad.ts'
import { padPanel } from './pad-panel.ts'
import { SIDE } from './strokes.ts'
import type { Trainer, Training } from './trainer.ts'

export interface Digit {
  element: HTMLElement
  stage(): Stage | undefined
  /** Shows an example of a digit. */
  example(label: number): void
  /** Asks the network, again perhaps. */
  ask(): Promise<void>
}

interface Surroundings {
  trainer: Trainer
  theme: Cell<Theme>
  say(text: string): void // for screen readers
  enlarge(id: string): void
}

export const digit = ({ trainer, theme, say, enlarge }: Surroundings): Digit => {
  const answers = bars()
  const place = h('div', { class: 'digit-raster' })
  let raster: AnswerRaster | undefined
  let questions = 0
  const drawing = pad(() => void ask())
  /** An answer that comes after another question, or from an earlier training, is left out. */
  const ask = async () => {
    const question = ++questions
    const training = trainer.current.get()
    const pixels = drawing.image()
    answers.set(undefined)
    if (!training || !pixels) return
    const isWanted = () => question === questions && training === trainer.current.get()
    try {
      const recorded = await training.run.show({ pixels, rows: SIDE, columns: SIDE }, question)
      if (!isWanted()) return
      answers.set({ evidence: evidenceOf(recorded, training.experiment), answer: recorded.answer })
      raster?.play(recorded)
      say(`The answer of the network: ${recorded.answer}`)
    } catch (error) {
      if (isWanted()) say((error as Error).message)
    }
  }
  /** Another training may have other populations. */
  const mount = (training: Training | undefined) => {
    raster?.destroy()
    raster = training && answerRaster(training, theme, enlarge, answers.at)
    place.replaceChildren(...(raster ? [raster.element] : []))
    void ask()
  }
  trainer.current.on(mount)
  theme.on(drawing.draw)
  new ResizeObserver(drawing.draw).observe(drawing.element)
  const show = (label: number) => drawing.show(example(label))
  const panel = padPanel(drawing, answers.element, { ask: () => void ask(), example: show })
  return { element: h('div', { class: 'digit' }, panel, place), stage: () => raster?.stage, example: show, ask }
}
