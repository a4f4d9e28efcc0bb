import type { Panel } from '../panel.ts'
import { confusion } from './learning/confusion.ts'
import { learning } from './learning/index.ts'
import { network } from './network/index.ts'
import { raster } from './raster/index.ts'
import { rates } from './rates/index.ts'
import { intervals } from './rates/intervals.ts'
import { traces } from './traces/index.ts'
import { weights } from './weights/index.ts'

/** Every panel, in the order of the page: the one line to touch for a new one (growth transform, causal effects). */
export const panels: readonly Panel[] = [raster, traces, rates, intervals, learning, confusion, weights, network]
