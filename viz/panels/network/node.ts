import { letterWidth } from '../../letters.ts'
import type { Population } from '../../source/run-file.ts'

/** A population as it lies on the picture. */
export interface Node {
  population: Population
  index: number
  level: number // column, from the left
  x: number // upper left
  y: number
  width: number
  height: number
  head: number // pixels for name and size above the squares
  grid: { rows: number; columns: number; side: number } // units as squares of `side` pixels
}

/** Height of a line of text. */
export const line = (): number => Math.round(2.2 * letterWidth())

/** The population of an end of a projection: 'hidden' of 'hidden.basal'. */
export const populationOf = (end: string): string => end.split('.')[0]
