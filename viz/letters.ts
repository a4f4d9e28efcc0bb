/** Room that text needs where it cannot be measured before it is drawn. */
const SMALL = 11.5 // pixels, where the page has no style
const SHAPE = 0.56 // width of a letter or digit by the size of the text

let known: { room: number; width: number } | undefined

/** Pixels of a letter of small text: axes, labels. It is larger on a very wide page. */
export const letterWidth = (): number => {
  if (known?.room !== innerWidth) {
    const size = getComputedStyle(document.documentElement).getPropertyValue('--small')
    known = { room: innerWidth, width: SHAPE * (Number.parseFloat(size) || SMALL) }
  }
  return known.width
}
