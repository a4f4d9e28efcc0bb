import type { Stage } from '../../stage.ts'
import { chooser } from '../choices.ts'
import { type Look, lookOf, MARGINS, neuronNames, runNames, windowTables } from './windows.ts'

/** The choices that the panels of windows share: neuron, margin, and in one of them also population and run. */
export const windowChoosers = (head: HTMLElement, stage: Stage, all: boolean) => {
  const none = () => ''
  const windows = all ? chooser(head, stage, 'windows', 'windows') : none
  const neuron = chooser(head, stage, 'neuron', 'neuron')
  const run = all ? chooser(head, stage, 'run', 'run') : none
  const margin = chooser(head, stage, 'margin', 'margin')
  return (): Look | undefined => {
    windows(windowTables(stage).map(t => t.name))
    const look = lookOf(stage)
    if (!look) return undefined
    look.table.load()
    neuron(neuronNames(look.neurons))
    run(look.runs > 1 ? runNames(look.runs) : [])
    margin(MARGINS, String(look.margin))
    return look
  }
}

/** In words: which windows. */
export const lookText = ({ table, run, runs, neuron }: Look, windows: number): string => {
  const which = runs === 1 ? '' : run === undefined ? `, ${runs} runs together` : `, run ${run}`
  return `neuron ${neuron} of ${table.population}${which}: ${windows.toLocaleString('en')} windows`
}

/** Said while windows are on their way, or where there are more than are read. */
export const readingText = ({ table }: Look): string => (table.isWhole() ? '' : ' Not all windows are read.')
