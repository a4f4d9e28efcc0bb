import type { Cell } from './cell.ts'
import type { Clock } from './clock.ts'
import type { RunFile, Score } from './source/run-file.ts'
import type { RunView } from './source/run-view.ts'

export const SORTS = ['index', 'rate', 'first spike', 'preferred label'] as const
export const COLOURS = ['population', 'label'] as const
export type Sort = (typeof SORTS)[number]
export type Colouring = (typeof COLOURS)[number]

/** Everything about the view that the address bar keeps. */
export interface ViewState {
  tab: string
  large: string // the panel that has the page to itself; '': none
  from: number // recorded ticks, may be fractions
  to: number
  top: number // the vertical window over neurons, as fractions of all rows
  bottom: number
  sort: Sort
  colour: Colouring
  pins: readonly Pin[]
  hidden: readonly string[] // populations left out of the raster
  align: string // PSTH: 'stimulus', a phase or an event
  projection: string // weights panel
  epoch: number // weights and confusion; -1: the last
  page: number // receptive fields
  follow: boolean // keep to the end of a run that is still going
  choices: Readonly<Record<string, string>> // of single panels, by name: { neuron: '1' }
}

/** A pinned unit. */
export interface Pin {
  population: string
  unit: number
}

export const START: ViewState = {
  tab: 'activity',
  large: '',
  from: 0,
  to: 1000,
  top: 0,
  bottom: 1,
  sort: 'index',
  colour: 'population',
  pins: [],
  hidden: [],
  align: 'stimulus',
  projection: '',
  epoch: -1,
  page: 0,
  follow: false,
  choices: {},
}

/** A run of which only the learning curves are shown. */
export interface Curves {
  id: string
  file: RunFile
  scores: Score[]
}

export type Theme = 'light' | 'dark'

/** What a panel is given: the run, the shared view, the one clock. */
export interface Stage {
  run: RunView
  view: Cell<ViewState>
  clock: Clock
  theme: Cell<Theme>
  /** Other runs laid over the learning curves. */
  others: Cell<readonly Curves[]>
}

export const patch = (view: Cell<ViewState>, change: Partial<ViewState>): void => {
  const now = view.get()
  const keys = Object.keys(change) as (keyof ViewState)[]
  if (keys.some(key => now[key] !== change[key])) view.set({ ...now, ...change })
}

/** Shortest window, in ticks. */
export const CLOSEST = 4

/** Sets the time window: kept in the run, never shorter than CLOSEST. A pan at the edge keeps its span. */
export const setWindow = (stage: Pick<Stage, 'run' | 'view'>, from: number, to: number): void => {
  const length = Math.max(CLOSEST, stage.run.length)
  const span = Math.min(length, Math.max(CLOSEST, to - from))
  const middle = (from + to) / 2
  const start = Math.min(length - span, Math.max(0, middle - span / 2))
  patch(stage.view, { from: start, to: start + span })
}

export const setRows = (view: Cell<ViewState>, top: number, bottom: number): void => {
  const span = Math.min(1, Math.max(1e-4, bottom - top))
  const start = Math.min(1 - span, Math.max(0, (top + bottom) / 2 - span / 2))
  patch(view, { top: start, bottom: start + span })
}

export const samePin = (a: Pin, b: Pin): boolean => a.population === b.population && a.unit === b.unit

export const togglePin = (view: Cell<ViewState>, pin: Pin): void => {
  const pins = view.get().pins
  const others = pins.filter(p => !samePin(p, pin))
  patch(view, { pins: others.length < pins.length ? others : [...pins, pin] })
}
