/** The pad in its panel: buttons, examples, and the ten bars beside it. */
import { button, h } from '../dom.ts'
import type { Pad } from './pad.ts'

const KEYS =
  'Arrow keys move the pen, Space sets it down and lifts it, Delete clears; a number key shows an example of that digit.'

export interface PadActions {
  ask(): void
  example(label: number): void
}

export const padPanel = (drawing: Pad, answers: HTMLElement, { ask, example }: PadActions): HTMLElement =>
  h(
    'section',
    { class: 'panel pad-panel', 'aria-labelledby': 'title-pad', 'data-panel': 'pad' },
    h(
      'header',
      {},
      h('h2', { id: 'title-pad' }, 'Draw a digit'),
      h(
        'div',
        { class: 'controls' },
        button('ask again', 'Ask again: show it to the network once more (e)', ask, { class: 'plain' }),
        button('clear', 'Clear the pad', drawing.clear, { class: 'plain' }),
      ),
    ),
    h('div', { class: 'pad-body' }, h('div', { class: 'pad-box' }, drawing.element), answers, examples(example)),
    h('p', { class: 'unseen', id: 'pad-keys' }, KEYS),
  )

const examples = (show: (label: number) => void): HTMLElement =>
  h(
    'div',
    { class: 'examples', role: 'group', 'aria-label': 'Examples' },
    h('span', { class: 'quiet' }, 'or show a'),
    ...Array.from({ length: 10 }, (_, i) =>
      button(String(i), `An example of the digit ${i}`, () => show(i), { class: 'example' }),
    ),
  )
