import type { Stage } from './stage.ts'

/** One kind of picture. A new panel is a value in panels/index.ts; nothing else lists it. */
export interface Panel {
  id: string
  title: string
  eager?: boolean // drawn in every frame of a pan or zoom, whatever it costs
  tab: 'activity' | 'learning' | 'energy' | 'effects' | 'weights' | 'network'
  /** Whether a run with these columns can feed the panel. */
  needs(columns: readonly string[]): boolean
  mount(place: Place, stage: Stage): Mounted
}

/** Where a panel puts itself: controls go into the head, pictures into the body. */
export interface Place {
  head: HTMLElement
  body: HTMLElement
}

export interface Mounted {
  /** Draws the present state; called at most once a frame, when the view, the run, the theme or the size changed. */
  draw(): void
  /** Called when only the clock moved; without it, `draw` is not called for that. */
  tick?(now: number): void
  /** Rows of what is visible; the first holds the names. */
  table?(): Cells[]
  /** A vector picture in place of a canvas, or undefined where it would be too large. */
  vector?(canvas: HTMLCanvasElement): SVGElement | undefined
  destroy(): void
}

export type Cells = readonly (string | number)[]
