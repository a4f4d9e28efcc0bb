import type { Panel } from '../panel.ts'
import { agreement } from './effects/agreement.ts'
import { effect } from './effects/effect.ts'
import { jump } from './effects/jump.ts'
import { matrix } from './effects/matrix.ts'
import { cost } from './growth/cost.ts'
import { energy } from './growth/energy.ts'
import { plane } from './growth/plane.ts'
import { potentials } from './growth/potentials.ts'
import { confusion } from './learning/confusion.ts'
import { learning } from './learning/index.ts'
import { network } from './network/index.ts'
import { raster } from './raster/index.ts'
import { rates } from './rates/index.ts'
import { intervals } from './rates/intervals.ts'
import { traces } from './traces/index.ts'
import { weights } from './weights/index.ts'

/** Every panel, in the order of the page: the one place to touch for a new one. */
export const panels: readonly Panel[] = [
  ...[raster, traces, rates, intervals],
  ...[learning, confusion],
  ...[potentials, energy, plane, cost],
  ...[effect, jump, agreement, matrix],
  ...[weights, network],
]
