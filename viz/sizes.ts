/** Sizes as the last layout left them: to ask an element for its own lays the page out anew after whatever this frame has written. */
interface Size {
  width: number // CSS pixels
  height: number
}

let sizes = new WeakMap<Element, Size>()

const measure = (element: Element): Size => ({ width: element.clientWidth, height: element.clientHeight })

let watcher: ResizeObserver | undefined

const watch = (element: Element): Size => {
  watcher ??= new ResizeObserver(changes => {
    for (const { target } of changes) sizes.set(target, measure(target))
  })
  watcher.observe(element)
  sizes.set(element, measure(element))
  return sizes.get(element)!
}

/** What the element takes up on the page, padding counted. */
export const sizeOf = (element: Element): Size => sizes.get(element) ?? watch(element)

/** For whoever shows, hides or enlarges something and draws it in the same frame. */
export const forgetSizes = (): void => {
  sizes = new WeakMap()
}
