import type { Theme } from './stage.ts'

/**
 * Colours that stay apart for colour-blind readers: Okabe & Ito 2008 for populations, Paul Tol's 'muted' set (2021) for labels,
 * each with a darker or lighter cousin where the theme asks for contrast.
 */
const POPULATIONS = {
  light: ['#0067a3', '#c4500a', '#007f5c', '#a8487f', '#8a6a00', '#4b5563'],
  dark: ['#5fb4ee', '#f28a4b', '#3fc79a', '#e295c0', '#e6b93d', '#a9b2bd'],
}
const LABELS = {
  light: ['#cc4a63', '#332288', '#a88a1c', '#117733', '#2f8fc0', '#882255', '#2b8f80', '#6f7220', '#9a3d8c', '#5c6670'],
  dark: ['#ee7d90', '#9a8ff0', '#ddcc77', '#52b66c', '#88ccee', '#dd6fa5', '#5cc9b6', '#bdbd58', '#d786cc', '#aab3bd'],
}
/** Compartments and other variables of traces. */
const VARIABLES = {
  light: ['#1f2933', '#0067a3', '#c4500a', '#007f5c', '#a8487f', '#8a6a00'],
  dark: ['#e8eaed', '#5fb4ee', '#f28a4b', '#3fc79a', '#e295c0', '#e6b93d'],
}

export const populationColour = (index: number, theme: Theme) => cycle(POPULATIONS[theme], index)
export const labelColour = (label: number, theme: Theme) =>
  label < 0 ? POPULATIONS[theme][5] : cycle(LABELS[theme], label)
export const variableColour = (index: number, theme: Theme) => cycle(VARIABLES[theme], index)

const cycle = (colours: readonly string[], index: number): string => colours[index % colours.length]

/** '#rrggbb' as the 32-bit word of a canvas pixel (alpha, blue, green, red from the top on a little-endian machine). */
export const pixelOf = (hex: string, alpha = 255): number => {
  const [r, g, b] = channels(hex)
  return ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0
}

export const channels = (hex: string): [number, number, number] => {
  const n = Number.parseInt(hex.slice(1), 16)
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255]
}

/** A diverging scale of 511 pixels for -1..1: blue, the paper, orange. */
export const divergingPixels = (theme: Theme): Uint32Array => {
  const [low, middle, high] = theme === 'light' ? ['#0b5a94', '#ffffff', '#b8470a'] : ['#6cbcf2', '#15181c', '#f59a5e']
  return Uint32Array.from({ length: 511 }, (_, i) => {
    const x = (i - 255) / 255
    return mix(middle, x < 0 ? low : high, Math.abs(x) ** 0.8)
  })
}

/** Of a weight that is 0, beside a diverging scale: neither its middle nor one of its ends. */
export const absentPixel = (theme: Theme): number => pixelOf(theme === 'light' ? '#dcdfe3' : '#353b43')

const mix = (a: string, b: string, t: number): number => {
  const from = channels(a)
  const to = channels(b)
  const [r, g, bl] = from.map((c, i) => Math.round(c + (to[i] - c) * t))
  return ((255 << 24) | (bl << 16) | (g << 8) | r) >>> 0
}
