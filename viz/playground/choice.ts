/** A labelled list to choose from. */
import { h } from '../dom.ts'

export const choice = (
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
