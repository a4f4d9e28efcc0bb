import { resetView, zoomRows, zoomTime } from '../panels/raster/pointer.ts'
import { COLOURS, patch, SORTS, type Stage, samePin, setRows, setWindow, togglePin } from '../stage.ts'
import type { Key } from './keys.ts'
import type { Workspace } from './workspace.ts'

/** Keys of an open run. */
export const runKeys = (stage: Stage, space: Workspace): Key[] => {
  const { view, clock } = stage
  const span = () => view.get().to - view.get().from
  const pan = (by: number) => setWindow(stage, view.get().from + by * span(), view.get().to + by * span())
  const rows = (by: number) => {
    const { top, bottom } = view.get()
    setRows(view, top + by * (bottom - top), bottom + by * (bottom - top))
  }
  const step = (what: 'spike' | 'phase' | 'image', by: 1 | -1) => () => void clock.step(what, by, view.get().pins)
  const next = <T>(list: readonly T[], now: T): T => list[(list.indexOf(now) + 1) % list.length]
  const key = (shown: string, about: string, run: Key['run'], ...keys: string[]): Key => ({ shown, about, run, keys })
  return [
    key('Space', 'play or pause', clock.toggle, ' '),
    key('<', 'slower', () => clock.faster(-1), '<'),
    key('>', 'faster', () => clock.faster(1), '>'),
    key(',', 'previous spike (of the pinned neurons)', step('spike', -1), ','),
    key('.', 'next spike', step('spike', 1), '.'),
    key('[', 'previous phase', step('phase', -1), '['),
    key(']', 'next phase', step('phase', 1), ']'),
    key('PageUp', 'previous image', step('image', -1), 'PageUp'),
    key('PageDown', 'next image', step('image', 1), 'PageDown'),
    key('Home', 'clock to the start', () => clock.seek(0), 'Home'),
    key('End', 'clock to the end', () => clock.seek(stage.run.length), 'End'),
    key('←', 'earlier', () => pan(-0.1), 'ArrowLeft'),
    key('→', 'later', () => pan(0.1), 'ArrowRight'),
    key('+ or =', 'zoom in', () => zoomTime(stage, 0.5, 1 / 1.25), '+', '='),
    key('-', 'zoom out', () => zoomTime(stage, 0.5, 1.25), '-'),
    key('↑', 'neurons above', () => rows(-0.1), 'ArrowUp'),
    key('↓', 'neurons below', () => rows(0.1), 'ArrowDown'),
    key('Shift ↑', 'fewer neurons', () => zoomRows(stage, 0.5, 1 / 1.25), 'Shift+ArrowUp'),
    key('Shift ↓', 'more neurons', () => zoomRows(stage, 0.5, 1.25), 'Shift+ArrowDown'),
    key('0', 'show the whole run', () => resetView(stage), '0'),
    key('s', 'next order of neurons', () => patch(view, { sort: next(SORTS, view.get().sort) }), 's'),
    key('c', 'next colouring', () => patch(view, { colour: next(COLOURS, view.get().colour) }), 'c'),
    key('p', 'pin the neuron that spikes at the clock', () => pinAtClock(stage), 'p'),
    key('u', 'unpin all neurons', () => patch(view, { pins: [] }), 'u'),
    key('f', 'follow a run that is going', () => patch(view, { follow: !view.get().follow }), 'f'),
    key('Tab', 'next control', () => {}),
    key('t', 'next group of panels', () => patch(view, { tab: next(space.present, view.get().tab) }), 't'),
    key('1 to 9', 'go to a panel', event => space.focusPanel(Number(event.key) - 1), ...'123456789'),
    key('m', 'enlarge the panel', () => space.enlarge(), 'm'),
  ]
}

/** Pins the first neuron, in the order of the raster's populations, that spikes at the tick of the clock and is not pinned yet. */
const pinAtClock = ({ run, view, clock }: Stage): void => {
  const tick = Math.floor(clock.now.get())
  const spiking = run.spikes.flatMap(({ population, segments }) =>
    segments(tick, tick + 1).flatMap(s => [...s.unit.subarray(s.from, s.to)].map(unit => ({ population, unit }))),
  )
  const pin = spiking.find(one => !view.get().pins.some(p => samePin(p, one)))
  if (pin) togglePin(view, pin)
}
