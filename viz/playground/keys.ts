/** Keys of the page, and those of the raster that has the focus. */
import type { Key } from '../page/keys.ts'
import { resetView, zoomRows, zoomTime } from '../panels/raster/pointer.ts'
import { patch, type Stage, setRows, setWindow } from '../stage.ts'

export interface KeyActions {
  toggle(): void
  step(): void
  restart(): void
  ask(): unknown
  example(label: number): void
  turnTheme(): void
  openHelp(): void
  /** The raster whose panel has the focus, else that of training. */
  stage(): Stage | undefined
}

const key = (shown: string, about: string, run: Key['run'], ...keys: string[]): Key => ({ shown, about, run, keys })

export const playgroundKeys = (a: KeyActions): Key[] => [
  key('Space', 'pause training, or go on', a.toggle, ' '),
  key('.', 'train on one image, then pause', a.step, '.'),
  key('r', 'start again', a.restart, 'r'),
  key('0 to 9', 'show the network an example of this digit', e => a.example(Number(e.key)), ...'0123456789'),
  key('e', 'ask the network again', a.ask, 'e'),
  ...rasterKeys(a.stage),
  key('Tab', 'next control', () => {}),
  key('d', 'light or dark', a.turnTheme, 'd'),
  key('?', 'this list', a.openHelp, '?'),
]

/** Whoever moves a raster wants to look: it no longer follows. */
const rasterKeys = (stage: KeyActions['stage']): Key[] => {
  const on = (act: (s: Stage) => void) => () => {
    const s = stage()
    if (!s) return
    patch(s.view, { follow: false })
    act(s)
  }
  const pan = (by: number) =>
    on(s => {
      const { from, to } = s.view.get()
      setWindow(s, from + by * (to - from), to + by * (to - from))
    })
  const rows = (by: number) =>
    on(({ view }) => {
      const { top, bottom } = view.get()
      setRows(view, top + by * (bottom - top), bottom + by * (bottom - top))
    })
  return [
    key('←', 'raster: earlier', pan(-0.1), 'ArrowLeft'),
    key('→', 'raster: later', pan(0.1), 'ArrowRight'),
    key('+ or =', 'raster: zoom in', on(s => zoomTime(s, 0.5, 1 / 1.25)), '+', '='),
    key('-', 'raster: zoom out', on(s => zoomTime(s, 0.5, 1.25)), '-'),
    key('↑', 'raster: cells above', rows(-0.1), 'ArrowUp'),
    key('↓', 'raster: cells below', rows(0.1), 'ArrowDown'),
    key('Shift ↑', 'raster: fewer cells', on(s => zoomRows(s, 0.5, 1 / 1.25)), 'Shift+ArrowUp'),
    key('Shift ↓', 'raster: more cells', on(s => zoomRows(s, 0.5, 1.25)), 'Shift+ArrowDown'),
    key('Home', 'raster: everything', on(resetView), 'Home'),
    key('End', 'raster: follow the newest', () => stage() && patch(stage()!.view, { follow: true }), 'End'),
  ]
} // biome-ignore format: a table
