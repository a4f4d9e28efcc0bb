/** The settings: rule, feedback, numbers, back end, images. */
import { h } from '../dom.ts'
import { type BackendName, backEnds } from './back-ends.ts'
import { numberField } from './number-field.ts'
import { FEEDBACKS, type FeedbackName, RULES, type RuleName, ruleOf } from './rules.ts'
import { type Settings, settingOf } from './settings.ts'
import type { Sources } from './sources.ts'

export interface ControlsActions {
  get(): Settings
  /** `live`: the path in the experiment of what can change while the run goes on. */
  change(settings: Settings, live?: { path: string; value: number }): void
  restart(): void
  openFiles(): void
  useDigits(): void
}

export interface Controls {
  element: HTMLElement
  /** Shows the settings again; `isNew`: they are not those of the run that goes on. */
  refresh(isNew: boolean, images: Sources): void
}

export const controls = (actions: ControlsActions): Controls => {
  const rule = choice('Learning rule', RULES, value =>
    actions.change({ ...actions.get(), rule: value as RuleName, values: {} }),
  )
  const about = h('p', { class: 'about' })
  const feedback = choice('Feedback to the hidden cells', FEEDBACKS, value =>
    actions.change({ ...actions.get(), feedback: value as FeedbackName }),
  )
  const fields = h('div', { class: 'fields-list' })
  const backend = choice('Back end', backEnds(), value =>
    actions.change({ ...actions.get(), backend: value as BackendName }),
  )
  const seed = h('div')
  const images = imagesField(actions)
  const restart = h('button', { type: 'button', class: 'primary restart', title: 'Start again (r)' }, 'Start again')
  restart.addEventListener('click', actions.restart)
  const element = h(
    'section',
    { class: 'panel settings', 'aria-labelledby': 'title-settings', 'data-panel': 'settings' },
    h('header', {}, h('h2', { id: 'title-settings' }, 'Network')),
    h(
      'div',
      { class: 'settings-body' },
      images.element,
      rule.element,
      about,
      feedback.element,
      fields,
      seed,
      backend.element,
    ),
    h('footer', {}, restart),
  )
  let drawn = ''
  const refresh = (isNew: boolean, from: Sources) => {
    const now = actions.get()
    const chosen = ruleOf(now.rule)
    rule.field.value = now.rule
    about.textContent = chosen.about
    feedback.element.hidden = !chosen.feedback
    feedback.field.value = now.feedback
    backend.field.value = now.backend
    images.set(from.text(), from.isFiles())
    restart.classList.toggle('wanted', isNew)
    const key = JSON.stringify(now)
    if (key === drawn) return
    drawn = key
    fields.replaceChildren(...chosen.fields.map(field => fieldOf(field, actions)))
    seed.replaceChildren(seedField(actions))
  }
  return { element, refresh }
}

const fieldOf = (field: Parameters<typeof numberField>[0], actions: ControlsActions) =>
  numberField(field, settingOf(actions.get(), field), value => {
    const now = actions.get()
    const next = { ...now, values: { ...now.values, [field.key]: value } }
    actions.change(next, field.live ? { path: field.live, value } : undefined)
  })

const seedField = (actions: ControlsActions) => {
  const box = h('input', { type: 'number', min: 0, step: 1, id: 'field-seed' })
  box.value = String(actions.get().seed)
  box.addEventListener('change', () => {
    const seed = Math.min(2 ** 32 - 1, Math.max(0, Math.floor(Number(box.value) || 0)))
    actions.change({ ...actions.get(), seed })
  })
  return h('div', { class: 'field short' }, h('label', { for: box.id }, 'Seed'), box)
}

const act = (label: string, title: string, run: () => void) => {
  const button = h('button', { type: 'button', class: 'plain', title }, label)
  button.addEventListener('click', run)
  return button
}

/** What is shown, and where else it can come from. */
const imagesField = (actions: ControlsActions) => {
  const source = h('p', { class: 'source', 'data-testid': 'source' })
  const files = act(
    'MNIST files…',
    'Open MNIST IDX files of this computer, or drop them on the page',
    actions.openFiles,
  )
  const digits = act('digits', 'Use the digits that come with the page', actions.useDigits)
  const name = h('span', { class: 'field-name' }, 'Images')
  const buttons = h('span', { class: 'image-buttons' }, digits, files)
  const element = h('div', { class: 'field images', role: 'group', 'aria-label': 'Images' }, name, buttons, source)
  const set = (text: string, isFiles: boolean) => {
    source.textContent = text
    digits.hidden = !isFiles
  }
  return { element, set }
}

const choice = (
  label: string,
  options: readonly { name: string; title: string }[],
  changed: (value: string) => void,
) => {
  const field = h('select', { id: `choice-${label.toLowerCase().replaceAll(' ', '-')}` })
  field.append(...options.map(o => h('option', { value: o.name }, o.title)))
  field.addEventListener('change', () => changed(field.value))
  const element = h('div', { class: 'field choice' }, h('label', { for: field.id }, label), field)
  return { element, field }
}
