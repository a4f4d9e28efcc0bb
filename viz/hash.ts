import { SPEED, SPEEDS } from './speeds.ts'
import { COLOURS, type Pin, SORTS, START, type ViewState } from './stage.ts'

/** What the part after # says: a run, runs to compare, the clock and the view. */
export interface Link {
  run: string
  compare: string[]
  now: number | undefined
  speed?: number
  view: Partial<ViewState>
}

/** Where the clock stands, and how fast it goes. */
interface ClockState {
  now: number
  speed?: number
}

/** What a view starts with where the link does not say otherwise. */
type Beginning = Partial<ViewState>

const short = (x: number): string => String(Math.round(x * 1e4) / 1e4)

/** `run=...&t=0,500&rows=0,0.5&sort=rate&pins=hidden:12`: only what differs from the start is written. */
export const writeHash = (
  run: string,
  compare: readonly string[],
  { now, speed = SPEED }: ClockState,
  view: ViewState,
  beginning: Beginning = {},
): string => {
  const begin = { ...START, ...beginning }
  const out = new URLSearchParams()
  if (run) out.set('run', run)
  if (compare.length > 0) out.set('with', compare.join(','))
  out.set('t', `${short(view.from)},${short(view.to)}`)
  if (now > 0) out.set('now', short(now))
  if (speed !== SPEED) out.set('speed', String(speed))
  if (view.top > 0 || view.bottom < 1) out.set('rows', `${short(view.top)},${short(view.bottom)}`)
  if (pinsText(view) !== pinsText(begin) || view.pins.length > 0) out.set('pins', pinsText(view))
  if (view.hidden.length > 0) out.set('hide', view.hidden.join(','))
  const choices = Object.entries(view.choices)
  if (choices.length > 0) out.set('choose', choices.map(([name, value]) => `${name}:${value}`).join(';'))
  if (view.follow !== begin.follow) out.set('live', view.follow ? 'on' : 'off')
  for (const key of ['tab', 'large', 'sort', 'colour', 'align', 'projection', 'epoch', 'page'] as const)
    if (view[key] !== begin[key]) out.set(key, String(view[key]))
  return `#${out.toString().replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%3A', ':')}`
}

/** Reads a hash; what it does not understand is left out. */
export const readHash = (hash: string): Link => {
  const get = new URLSearchParams(hash.replace(/^#/, ''))
  const view: Partial<ViewState> = {}
  const window = pair(get.get('t'))
  const rows = pair(get.get('rows'))
  if (window) Object.assign(view, { from: window[0], to: window[1] })
  if (rows) Object.assign(view, { top: rows[0], bottom: rows[1] })
  const sort = SORTS.find(s => s === get.get('sort'))
  const colour = COLOURS.find(c => c === get.get('colour'))
  if (sort) view.sort = sort
  if (colour) view.colour = colour
  for (const key of ['tab', 'large', 'align', 'projection'] as const) if (get.has(key)) view[key] = get.get(key)!
  for (const key of ['epoch', 'page'] as const) if (whole(get.get(key)) !== undefined) view[key] = whole(get.get(key))!
  if (get.has('pins')) view.pins = words(get.get('pins')).flatMap(pin)
  if (get.has('live')) view.follow = get.get('live') === 'on'
  if (get.has('hide')) view.hidden = words(get.get('hide'))
  if (get.has('choose')) view.choices = choicesIn(get.get('choose')!)
  const now = Number(get.get('now') ?? Number.NaN)
  const speed = Number(get.get('speed') ?? Number.NaN)
  const known = SPEEDS.includes(speed) ? { speed } : {}
  return { run: get.get('run') ?? '', compare: words(get.get('with')), now: now >= 0 ? now : undefined, ...known, view }
}

const pinsText = ({ pins }: ViewState): string => pins.map(p => `${p.population}:${p.unit}`).join(',')

const words = (text: string | null): string[] => (text ?? '').split(',').filter(Boolean).slice(0, 64)

/** `neuron:1;run:all`: names of letters, at most 32 of them. */
const choicesIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split(';')
      .slice(0, 32)
      .flatMap(part => {
        const match = /^([a-z]+):(.{1,100})$/i.exec(part)
        return match ? [[match[1], match[2]]] : []
      }),
  )

const pair = (text: string | null): [number, number] | undefined => {
  const [a, b] = (text ?? '').split(',').map(Number)
  return Number.isFinite(a) && Number.isFinite(b) && b > a && a >= 0 ? [a, b] : undefined
}

const whole = (text: string | null): number | undefined => {
  const n = Number(text ?? Number.NaN)
  return Number.isInteger(n) && n >= 0 ? n : undefined
}

const pin = (text: string): Pin[] => {
  const at = text.lastIndexOf(':')
  const unit = whole(text.slice(at + 1))
  return at > 0 && unit !== undefined ? [{ population: text.slice(0, at), unit }] : []
}
