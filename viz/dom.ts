type Attributes = Record<string, string | number | boolean | undefined>
type Child = Node | string | undefined

/** An HTML element. Texts become text nodes, never markup; there is no other way in this viewer to make one. */
export const h = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag)
  setAll(element, attributes)
  element.append(...children.filter(c => c !== undefined))
  return element
}

const SVG = 'http://www.w3.org/2000/svg'

/** An SVG element. */
export const s = <K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] => {
  const element = document.createElementNS(SVG, tag)
  setAll(element, attributes)
  element.append(...children.filter(c => c !== undefined))
  return element
}

const setAll = (element: Element, attributes: Attributes): void => {
  for (const [name, value] of Object.entries(attributes))
    if (value === true) element.setAttribute(name, '')
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value))
}

/** Sets what differs and leaves the rest: a text whose attribute is set to what it is already is laid out again. */
export const put = (element: Element, attributes: Record<string, string | number>): void => {
  for (const [name, value] of Object.entries(attributes)) {
    const text = String(value)
    if (element.getAttribute(name) !== text) element.setAttribute(name, text)
  }
}

export const putText = (element: Element, text: string): void => {
  if (element.textContent !== text) element.textContent = text
}

export const button = (label: string, title: string, onClick: () => void, attributes: Attributes = {}) => {
  const element = h('button', { type: 'button', title, 'aria-label': title, ...attributes }, label)
  element.addEventListener('click', onClick)
  return element
}

/** A labelled choice; `value` may be set from outside with the returned element. */
export const select = (label: string, options: readonly string[], onChange: (value: string) => void) => {
  const field = h('select', { 'aria-label': label })
  setOptions(field, options)
  field.addEventListener('change', () => onChange(field.value))
  return field
}

export const setOptions = (field: HTMLSelectElement, options: readonly string[]): void => {
  if (options.length === field.options.length && options.every((o, i) => field.options[i].value === o)) return
  field.replaceChildren(...options.map(o => h('option', { value: o }, o)))
}

/** The value of a CSS custom property, for canvases. */
export const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
