import type { Step } from '../clock.ts'
import { h, put, putText, s, select } from '../dom.ts'
import { isShown, schedule } from '../frames.ts'
import { presentationAt } from '../source/presentations.ts'
import { SPEEDS } from '../speeds.ts'
import { patch, type Stage, setWindow } from '../stage.ts'
import { iconButton, setIcon } from './icon-button.ts'
import { overview } from './overview.ts'
import { clockText } from './time-text.ts'

/** The bar at the foot: buttons of the clock, the whole recorded time with the window on it, and where we are in words. */
export const mountTransport = (root: HTMLElement, stage: Stage): (() => void) => {
  const { clock, run, view } = stage
  const step = (what: Step, direction: 1 | -1) => () => void clock.step(what, direction, view.get().pins)
  const play = iconButton('play', 'Play', clock.toggle, 'Space')
  const speed = select(
    'Speed',
    SPEEDS.map(x => `×${x}`),
    value => clock.speed.set(Number(value.slice(1))),
  )
  const live = h(
    'button',
    { type: 'button', class: 'live', 'aria-pressed': 'false', title: 'Keep to the newest spikes' },
    'live',
  )
  live.addEventListener('click', () => patch(view, { follow: !view.get().follow }))
  const buttons = h(
    'div',
    { class: 'buttons', role: 'group', 'aria-label': 'Clock' },
    iconButton('lastImage', 'Previous image', step('image', -1), 'PageUp'),
    iconButton('lastPhase', 'Previous phase', step('phase', -1), '['),
    iconButton('lastSpike', 'Previous spike', step('spike', -1), ','),
    play,
    iconButton('nextSpike', 'Next spike', step('spike', 1), '.'),
    iconButton('nextPhase', 'Next phase', step('phase', 1), ']'),
    iconButton('nextImage', 'Next image', step('image', 1), 'PageDown'),
    speed,
    live,
  )
  const words = h('div', { class: 'now' })
  const chart = s('svg', { class: 'overview', role: 'slider', tabindex: 0, 'aria-label': 'Recorded time' })
  root.append(buttons, chart, words)
  const strip = overview(chart, stage)
  const draw = () => {
    const isTimeless = run.length === 0 && run.file.state !== 'running'
    root.hidden = isTimeless // nothing was recorded in time: no clock to turn
    if (isTimeless || !isShown(root)) return
    setIcon(play, clock.playing.get() ? 'pause' : 'play', clock.playing.get() ? 'Pause' : 'Play')
    speed.value = `×${clock.speed.get()}`
    live.hidden = run.file.state !== 'running'
    put(live, { 'aria-pressed': String(view.get().follow) })
    const text = clockText(run, clock.now.get())
    putText(words, text)
    put(chart, {
      'aria-valuemin': 0,
      'aria-valuemax': Math.round(run.length * run.file.dt),
      'aria-valuenow': Math.round(clock.now.get() * run.file.dt),
      'aria-valuetext': text,
    })
    strip.draw()
  }
  const ask = () => schedule(draw)
  const stops = [clock.now, clock.playing, clock.speed, view, stage.theme].map(c =>
    (c.on as (f: () => void) => () => void)(ask),
  )
  const sizes = new ResizeObserver(ask)
  sizes.observe(root)
  stops.push(run.changed.on(ask), () => sizes.disconnect())
  ask()
  return () => {
    for (const stop of stops) stop()
  }
}

/** Keeps the playhead in the window while the clock runs or is stepped. */
export const followClock = (stage: Stage): (() => void) =>
  stage.clock.now.on(now => {
    const { from, to } = stage.view.get()
    const span = to - from
    const playing = stage.clock.playing.get()
    if (playing && now > from + 0.8 * span && now <= to) setWindow(stage, now - 0.8 * span, now + 0.2 * span)
    else if (now < from || now > to) setWindow(stage, ...windowAround(stage, now, span))
  })

/** The image at `now` when it fits the window, else the window around it. */
const windowAround = (stage: Stage, now: number, span: number): [number, number] => {
  const p = stage.run.presentations[presentationAt(stage.run.presentations, now)]
  const from = p && p.length <= span ? p.start : now - 0.2 * span
  return [from, from + span]
}
