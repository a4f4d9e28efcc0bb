import type { TraceColumn } from '../../source/traces.ts'
import type { Stage } from '../../stage.ts'
import { quantity } from '../quantity.ts'

/** Populations whose energy is recorded: 'energy.<population>', or 'energy' alone. */
export const isEnergy = (name: string): boolean => /^energy(\.|$)/.test(name)
const isPotential = (variable: string): boolean => /(^|\.)v$/.test(variable)

export const energyColumns = ({ run }: Stage): TraceColumn[] => run.measures.filter(m => isEnergy(m.name))

/** Potentials of populations whose energy is recorded, a column each. */
export const potentialColumns = (stage: Stage): TraceColumn[] => {
  const populations = new Set(energyColumns(stage).map(c => c.population))
  return stage.run.traces.filter(t => populations.has(t.population) && isPotential(t.variable))
}

/** Whether a run with these columns has potentials and an energy. */
export const hasPotentials = (columns: readonly string[]): boolean =>
  columns.some(c => c.startsWith('measures.') && isEnergy(c.slice('measures.'.length))) &&
  columns.some(c => isPotential(c) && !c.startsWith('measures.'))

const MOST = 10_000 // sizes in a run file are not trusted

/** Recorded units of a column. */
export const unitsOf = ({ run }: Stage, column: TraceColumn): number[] => {
  const size = run.file.populations.find(p => p.name === column.population)?.size ?? 0
  return Array.from({ length: Math.min(size, MOST) }, (_, unit) => unit).filter(unit => column.has(unit))
}

const paramsOf = ({ run }: Stage, population: string) =>
  run.file.populations.find(p => p.name === population)?.params ?? {}

/** Threshold of a population's potential: its parameter, or 0 as in growth-transform units. */
export const thresholdOf = (stage: Stage, population: string): number => {
  const params = paramsOf(stage, population)
  return quantity(params.th ?? params.threshold) ?? 0
}

/** Self-conductance, where the model has one. */
export const selfConductance = (stage: Stage, population: string): number =>
  quantity(paramsOf(stage, population).q) ?? 0
