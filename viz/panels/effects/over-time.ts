import type { Estimate } from '../../../src/measure/discontinuity/estimate.ts'
import { readPanel } from '../../../src/measure/discontinuity/panel.ts'
import { addEffectWindow, noEffects, truthOf } from '../../../src/measure/effect-windows.ts'
import { eachWindow, isLookedAt, type Look } from './windows.ts'

/** What was known of a neuron's effect after its first windows. */
export interface Known {
  tick: number // of the last of them
  windows: number
  estimates: Readonly<Record<string, Estimate>> // by estimator
  truth: Estimate
}

const MOMENTS = 60

/** Estimates after a sixtieth of the windows, two sixtieths, and so on to all. */
export const historyOf = (look: Look): Known[] => {
  const wanted = isLookedAt(look)
  let total = 0
  eachWindow(look.table, wanted, () => total++)
  const effects = noEffects([look.margin])
  const history: Known[] = []
  eachWindow(look.table, wanted, w => {
    addEffectWindow(effects, w)
    const due = Math.ceil((total * (history.length + 1)) / MOMENTS)
    if (effects.windows < due) return
    const estimates = Object.fromEntries(readPanel(effects.panel).map(e => [e.estimator, e.estimate]))
    history.push({ tick: w.tick, windows: effects.windows, estimates, truth: truthOf(effects) })
  })
  return history
}

/** Names of the estimators, in the order in which they are offered: the piecewise-linear one first. */
export const estimatorsOf = (history: readonly Known[]): string[] => {
  const names = Object.keys(history[0]?.estimates ?? {})
  const isFirst = (name: string) => /^linear p=/.test(name)
  return [...names.filter(isFirst), ...names.filter(name => !isFirst(name))]
}
