/** The settings: images, rule, feedback, numbers, seed, back end. */
import { h } from '../dom.ts'
import type { App } from './app.ts'
import { type BackendName, backEnds } from './back-ends.ts'
import { choice } from './choice.ts'
import { imagesField } from './images-field.ts'
import { numberField } from './number-field.ts'
import { FEEDBACKS, type FeedbackName, type Field, RULES, type RuleName, ruleOf } from './rules.ts'
import { type Settings, settingOf } from './settings.ts'

export const controls = (app: App, openFiles: () => void): HTMLElement => {
  const { change, settings } = app
  const now = settings.get
  const images = imagesField(app, openFiles)
  const rule = choice('Learning rule', RULES, name => change({ ...now(), rule: name as RuleName, values: {} }))
  const about = h('p', { class: 'about' })
  const feedback = choice('Feedback to the hidden cells', FEEDBACKS, name =>
    change({ ...now(), feedback: name as FeedbackName }),
  )
  const numbers = numbersOf(app)
  const backend = choice('Back end', backEnds(), name => change({ ...now(), backend: name as BackendName }))
  const restart = h('button', { type: 'button', class: 'primary restart', title: 'Start again (r)' }, 'Start again')
  restart.addEventListener('click', app.start)
  const refresh = () => {
    const s = now()
    rule.field.value = s.rule
    about.textContent = ruleOf(s.rule).about
    feedback.element.hidden = !ruleOf(s.rule).feedback
    feedback.field.value = s.feedback
    backend.field.value = s.backend
    numbers.refresh()
    images.refresh()
    restart.classList.toggle('wanted', app.isNew())
  }
  settings.on(refresh)
  app.trainer.current.on(refresh)
  refresh()
  const parts = [images.element, rule.element, about, feedback.element, ...numbers.elements, backend.element]
  return panelOf(parts, restart)
}

const panelOf = (parts: HTMLElement[], restart: HTMLElement): HTMLElement =>
  h(
    'section',
    { class: 'panel settings', 'aria-labelledby': 'title-settings', 'data-panel': 'settings' },
    h('header', {}, h('h2', { id: 'title-settings' }, 'Network')),
    h('div', { class: 'settings-body' }, ...parts),
    h('footer', {}, restart),
  )

/** The numbers of the rule, and the seed. They are made anew where they changed elsewhere, so that a box keeps the focus. */
const numbersOf = (app: App) => {
  const fields = h('div', { class: 'fields-list' })
  const seed = h('div')
  let drawn = ''
  const change = (next: Settings, field?: Field) => {
    drawn = keyOf(next)
    app.change(next, field)
  }
  const refresh = () => {
    const now = app.settings.get()
    if (keyOf(now) === drawn) return
    drawn = keyOf(now)
    fields.replaceChildren(...ruleOf(now.rule).fields.map(field => fieldOf(field, app, change)))
    seed.replaceChildren(seedField(app, change))
  }
  return { elements: [fields, seed], refresh }
}

const keyOf = ({ rule, seed, values }: Settings): string => JSON.stringify([rule, seed, values])

const fieldOf = (field: Field, { settings }: App, change: App['change']) =>
  numberField(field, settingOf(settings.get(), field), value => {
    const now = settings.get()
    change({ ...now, values: { ...now.values, [field.key]: value } }, field)
  })

const seedField = ({ settings }: App, change: App['change']) => {
  const box = h('input', { type: 'number', min: 0, step: 1, id: 'field-seed' })
  box.value = String(settings.get().seed)
  box.addEventListener('change', () => {
    const seed = Math.min(2 ** 32 - 1, Math.max(0, Math.floor(Number(box.value) || 0)))
    box.value = String(seed)
    change({ ...settings.get(), seed })
  })
  return h('div', { class: 'field short' }, h('label', { for: box.id }, 'Seed'), box)
}
