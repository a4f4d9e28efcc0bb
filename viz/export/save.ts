import { csvFormatRows } from 'd3'
import { h } from '../dom.ts'
import type { Mounted } from '../panel.ts'
import { toSvg } from './svg.ts'

export const FORMATS = ['SVG', 'PNG', 'CSV'] as const
export type Format = (typeof FORMATS)[number]

/** Saves what a panel shows. PNG has twice the pixels of the screen. */
export const savePanel = async (format: Format, name: string, body: HTMLElement, panel: Mounted): Promise<void> => {
  if (format === 'CSV') return download(`${name}.csv`, new Blob([csvOf(panel)], { type: 'text/csv' }))
  const svg = toSvg(body, panel.vector?.bind(panel))
  const text = new XMLSerializer().serializeToString(svg)
  const blob = new Blob([text], { type: 'image/svg+xml' })
  if (format === 'SVG') return download(`${name}.svg`, blob)
  download(`${name}.png`, await rasterise(blob, svg.width.baseVal.value, svg.height.baseVal.value))
}

/** Texts that a spreadsheet would run as a formula get an apostrophe in front: names in a run file are not trusted. */
const csvOf = (panel: Mounted): string => csvFormatRows((panel.table?.() ?? []).map(row => row.map(cellText)))

const cellText = (cell: string | number): string =>
  typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell)

const rasterise = async (svg: Blob, width: number, height: number): Promise<Blob> => {
  const url = URL.createObjectURL(svg)
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = h('canvas', { width: Math.round(2 * width), height: Math.round(2 * height) })
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise<Blob>((done, fail) =>
      canvas.toBlob(blob => (blob ? done(blob) : fail(new Error('the picture is too large')))),
    )
  } finally {
    URL.revokeObjectURL(url)
  }
}

const download = (name: string, blob: Blob): void => {
  const url = URL.createObjectURL(blob)
  const link = h('a', { href: url, download: name.replace(/[^\w.-]+/g, '-') })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
