/** Room that text needs where it cannot be measured before it is drawn. */
const SMALL = 11.5 // pixels, where the page has no style
const ORDINARY = 11 // pixels, on a page that is not very wide
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

/** A length that goes with the text: these pixels where small text has its ordinary size, more where it is larger. */
export const scaled = (pixels: number): number => {
  const factor = letterWidth() / (SHAPE * ORDINARY)
  return factor > 1 ? Math.round(pixels * factor) : pixels
}
