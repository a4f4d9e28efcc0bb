import { h, select, setOptions } from '../dom.ts'
import { patch, type Stage } from '../stage.ts'

/** What is chosen under this name, if it is among the options; else the fallback, by default the first. */
export const chosen = (stage: Stage, name: string, options: readonly string[], fallback = options[0]): string => {
  const value = stage.view.get().choices[name]
  return value !== undefined && options.includes(value) ? value : (fallback ?? '')
}

export const choose = (stage: Stage, name: string, value: string): void =>
  patch(stage.view, { choices: { ...stage.view.get().choices, [name]: value } })

/** A labelled choice that the address keeps; it is hidden where there is nothing to choose. */
export const chooser = (head: HTMLElement, stage: Stage, name: string, label: string) => {
  const field = select(label, [], value => choose(stage, name, value))
  const box = h('label', {}, `${label} `, field)
  head.append(box)
  /** Shows the options and returns what is chosen. */
  return (options: readonly string[], fallback?: string): string => {
    const value = chosen(stage, name, options, fallback)
    setOptions(field, options)
    field.value = value
    box.hidden = options.length < 2
    return value
  }
}
