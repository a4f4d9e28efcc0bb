/** What charts are given. */
export type Point = readonly [x: number, y: number]

export interface Series {
  name: string
  colour: string
  points: readonly Point[]
  dash?: string
  faint?: boolean // one run among several, under their mean
  step?: boolean // bins
  dots?: boolean
  band?: readonly (readonly [x: number, low: number, high: number])[]
}

/** A moment: along the top, or with `y` at that height in a colour of its own. */
export interface Mark {
  x: number
  y?: number
  kind: string
  colour?: string
  about: string
}

/** What a chart shows at one moment. */
export interface Drawing {
  title: string
  x: readonly [number, number]
  y?: readonly [number, number] // without it: what the points need
  yFromZero?: boolean
  dt?: number // set: x is recorded time in ticks of so many ms
  xLabel?: string
  hideX?: boolean // the chart below has the same axis
  yFormat?: string
  series: readonly Series[]
  spans?: readonly { from: number; to: number; kind: string }[]
  marks?: readonly Mark[]
  lines?: readonly { y: number; about: string }[]
}
