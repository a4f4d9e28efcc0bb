import { absentPixel, divergingPixels } from '../../colour.ts'
import { putPixels } from '../../export/picture.ts'
import type { Matrix } from '../../source/weights.ts'
import type { Theme } from '../../stage.ts'
import type { FieldLayout } from './field-layout.ts'

/** Paints the fields from neuron `first` on; returns whether one of their weights is 0. */
export const paintFields = (
  canvas: HTMLCanvasElement,
  m: Matrix,
  l: FieldLayout,
  first: number,
  scale: number,
  theme: Theme,
): boolean => {
  const { zoom, gap } = l
  const { rows, columns } = l.shape
  const shown = Math.min(l.perPage, m.posts - first)
  canvas.width = Math.min(shown, l.across) * (columns * zoom + gap) - gap
  canvas.height = Math.ceil(shown / l.across) * (rows * zoom + gap) - gap
  canvas.style.width = `${canvas.width / window.devicePixelRatio}px`
  canvas.style.height = `${canvas.height / window.devicePixelRatio}px`
  const pixels = new Uint32Array(canvas.width * canvas.height)
  const colours = divergingPixels(theme)
  const absent = absentPixel(theme)
  let isZero = false
  for (let k = 0; k < shown; k++)
    for (let cell = 0; cell < rows * columns; cell++) {
      const pre = l.shape.pre(first + k, cell)
      if (pre < 0) continue
      const w = m.values[pre * m.posts + first + k]
      const x = (k % l.across) * (columns * zoom + gap) + (cell % columns) * zoom
      const y = Math.floor(k / l.across) * (rows * zoom + gap) + Math.floor(cell / columns) * zoom
      const share = Math.max(-1, Math.min(1, w / scale || 0))
      const colour = w === 0 ? absent : colours[255 + Math.round(255 * share)]
      for (let row = y; row < y + zoom; row++)
        pixels.fill(colour, row * canvas.width + x, row * canvas.width + x + zoom)
      isZero ||= w === 0
    }
  putPixels(canvas, pixels)
  return isZero
}
