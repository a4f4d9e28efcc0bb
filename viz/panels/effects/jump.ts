import { h } from '../../dom.ts'
import { isShown } from '../../frames.ts'
import type { Cells, Mounted, Panel, Place } from '../../panel.ts'
import type { Stage } from '../../stage.ts'
import { xyPlot } from '../xy.ts'
import { lookText, readingText, windowChoosers } from './choosers.ts'
import { withError } from './effect.ts'
import { type Jump, jumpOf } from './jump-data.ts'
import { drawJump, JUMP_LAYERS } from './jump-draw.ts'
import { hasWindows, lookOf, remembered } from './windows.ts'

/** The reward against the drive around threshold, with a line on each side: their gap is what the spike causes. */
export const jump: Panel = {
  id: 'jump',
  title: 'Discontinuity',
  tab: 'effects',
  needs: hasWindows,
  mount: (place, stage) => mountJump(place, stage),
}

const mountJump = (place: Place, stage: Stage): Mounted => {
  const look = windowChoosers(place.head, stage, false)
  const plot = xyPlot(place.body, JUMP_LAYERS)
  const note = h('p', { class: 'hint' })
  place.body.append(note)
  const found = remembered(jumpOf)
  const draw = () => {
    if (!isShown(place.body)) return
    const now = look()
    if (!now) return
    const data = found(now)
    drawJump(plot, stage, data, now.margin)
    const truth = data.truth.estimate === null ? '' : `, truth ${withError(data.truth)}`
    note.textContent = `${lookText(now, data.windows)} inside ± ${now.margin}. Jump ${withError(data.estimate)}${truth}.${readingText(now)}`
  }
  const table = () => {
    const now = lookOf(stage)
    return now ? tableOf(found(now)) : [['side']]
  }
  return { draw, table, destroy: () => {} }
}

const tableOf = ({ bins, below, above, estimate, truth }: Jump): Cells[] => [
  ['what', 'drive_from', 'drive_to', 'windows', 'mean_reward', 'error'],
  ...bins.map((b): Cells => ['bin', b.from, b.to, b.windows, b.mean, b.error ?? '']),
  ...[below, above].flatMap((line, i): Cells[] =>
    line === null
      ? []
      : [
          [`line ${i === 0 ? 'below' : 'above'}: slope`, '', '', '', line.slope, ''],
          [
            `line ${i === 0 ? 'below' : 'above'}: at threshold`,
            0,
            0,
            '',
            line.intercept,
            line.variance === null ? '' : Math.sqrt(line.variance),
          ],
        ],
  ),
  ['jump', 0, 0, estimate.windows, estimate.estimate ?? '', estimate.error ?? ''],
  ['truth', 0, 0, truth.windows, truth.estimate ?? '', truth.error ?? ''],
]
