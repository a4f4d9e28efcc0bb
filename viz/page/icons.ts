import { s } from '../dom.ts'

/** Stroke icons on a 16 by 16 grid. */
const PATHS = {
  play: 'M5 3.2v9.6l7.5-4.8z',
  pause: 'M5 3v10M11 3v10',
  nextPhase: 'M4 3.5v9l6-4.5zM12.5 3.5v9',
  lastPhase: 'M12 3.5v9l-6-4.5zM3.5 3.5v9',
  nextImage: 'M2.5 3.5v9l5-4.5zM8.5 3.5v9l5-4.5z',
  lastImage: 'M13.5 3.5v9l-5-4.5zM7.5 3.5v9l-5-4.5z',
  nextSpike: 'M3 8h5m2.5-4v8M7 6l2 2-2 2',
  lastSpike: 'M13 8H8M5.5 4v8M9 6L7 8l2 2',
  sun: 'M8 5.2a2.8 2.8 0 1 1 0 5.6a2.8 2.8 0 0 1 0-5.6zM8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1',
  help: 'M5.8 6a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M8 12.2v.1',
  open: 'M2 12.5v-9h4l1.5 2H14v7z',
  grow: 'M9.5 2.5h4v4M6.5 13.5h-4v-4M13.5 2.5L9 7M2.5 13.5L7 9',
  save: 'M8 2.5v7M5 7l3 3 3-3M3 13.5h10',
  close: 'M4 4l8 8M12 4l-8 8',
  chevron: 'M4 6l4 4 4-4',
} as const

export type Icon = keyof typeof PATHS

export const icon = (name: Icon): SVGSVGElement =>
  s(
    'svg',
    { class: `icon icon-${name}`, viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' },
    s('path', { d: PATHS[name] }),
  )
