import { button, h, put, select } from '../../dom.ts'
import { COLOURS, type Colouring, patch, SORTS, type Sort, type Stage } from '../../stage.ts'

/** The head of the panel: which populations, which order, which colours. Returns what refreshes them. */
export const controls = (head: HTMLElement, stage: Stage, resort: () => void): (() => void) => {
  const { view, run } = stage
  const sort = select('Sort neurons by', SORTS, value => patch(view, { sort: value as Sort }))
  const again = button(
    'sort again',
    'Sort again by what is in the window',
    () => {
      resort()
      stage.run.changed.emit()
    },
    { class: 'plain' },
  )
  const colour = select('Colour by', COLOURS, value => patch(view, { colour: value as Colouring }))
  const toggles = run.spikes.length < 2 ? [] : run.spikes.map(c => populationToggle(c.population, stage))
  head.append(
    h('span', { class: 'toggles', role: 'group', 'aria-label': 'Populations' }, ...toggles),
    h('label', {}, 'sort ', sort),
    again,
    h('label', {}, 'colour ', colour),
  )
  return () => {
    const { hidden, ...now } = view.get()
    sort.value = now.sort
    colour.value = now.colour
    again.hidden = now.sort === 'index' || now.sort === 'preferred label'
    for (const toggle of toggles) put(toggle, { 'aria-pressed': String(!hidden.includes(toggle.textContent ?? '')) })
  }
}

const populationToggle = (name: string, stage: Stage) =>
  button(
    name,
    `Show or hide ${name}`,
    () => {
      const { hidden } = stage.view.get()
      const next = hidden.includes(name) ? hidden.filter(n => n !== name) : [...hidden, name]
      if (next.length < stage.run.spikes.length) patch(stage.view, { hidden: next })
    },
    { class: 'toggle' },
  )
