/** `apical effect`. */
import { availableParallelism } from 'node:os'
import { SpecError } from '../errors.ts'
import type { EffectLine } from '../measure/discontinuity/effect-line.ts'
import { publishedMargins } from '../measure/discontinuity/panel.ts'
import { effectLines, mergeEffects, type NeuronEffects } from '../measure/effect-windows.ts'
import { gatherReplicas } from '../node/effect-threads.ts'
import { loadExperiment } from '../node/load-experiment.ts'
import { hasAnyWindows, windowsOf } from '../sim/effect.ts'
import type { Experiment } from '../spec/types.ts'
import { adjusted } from './adjust.ts'
import { alignmentCommand } from './effect-alignment.ts'
import { dataForEffect } from './effect-data.ts'
import { type Say, speaker } from './say.ts'

export interface EffectCommandOptions {
  of?: string
  margin?: number[]
  runs?: boolean
  seed?: number
  epochs?: number
  replicas?: number
  threads?: number
  set?: string[]
  data?: string
  backend: string
  json?: boolean
  quiet?: boolean
}

/** The exit code. */
export const effectCommand = async (text: string, options: EffectCommandOptions): Promise<number> => {
  const say = speaker(options)
  const margins = checked(options.margin ?? [...publishedMargins])
  const { experiment } = await loadExperiment(text)
  const changed = adjusted(experiment, options)
  if (options.of === undefined && !hasAnyWindows(changed)) return alignmentCommand(changed, options, say)
  const population = windowsOf(changed, options.of)
  const each = await gathered(changed, population, margins, options, say)
  const lines = options.runs
    ? each.flatMap((neurons, run) => effectLines(`${population}[${run}]`, neurons))
    : effectLines(population, pooled(each))
  if (options.json) for (const line of lines) say.data(JSON.stringify(line))
  else for (const line of table(lines)) say.data(line)
  return 0
}

const checked = (margins: readonly number[]): readonly number[] => {
  for (const p of margins) if (!(p > 0)) throw new SpecError('--margin', 'a number above 0', String(p))
  return [...margins].sort((a, b) => a - b)
}

/** Effects of every neuron of every run of every replica. */
const gathered = async (
  experiment: Experiment,
  population: string,
  margins: readonly number[],
  options: EffectCommandOptions,
  say: Say,
): Promise<NeuronEffects[][]> => {
  const { backend, epochs, replicas = 1, threads = availableParallelism() } = options
  const data = await dataForEffect(experiment, options.data, say)
  const task = { experiment, population, margins, backend, ...(data ? { data } : {}), ...(epochs ? { epochs } : {}) }
  const found = await gatherReplicas(task, replicas, threads)
  const each = found.flatMap(f => f.each)
  say.note(
    `${experiment.name}: ${each[0].length} neurons of '${population}', ${each.length} runs of ${found[0].ticks} ticks`,
  )
  return each
}

const pooled = (runs: NeuronEffects[][]): NeuronEffects[] =>
  runs[0].map((_, i) => runs.map(neurons => neurons[i]).reduce(mergeEffects))

const columns = ['neuron', 'estimator', 'estimate', 'error', 'truth', 'windows'] as const

/** Lines of a table; what is unknown is a dash, with its reason at the end of the line. */
const table = (lines: readonly EffectLine[]): string[] => {
  const rows = lines.map(l => [
    l.neuron,
    l.estimator,
    number(l.estimate),
    number(l.error),
    number(l.truth),
    String(l.windows),
  ])
  const widths = columns.map((name, k) => Math.max(name.length, ...rows.map(r => r[k].length)))
  const line = (cells: readonly string[]) =>
    cells.map((cell, k) => (k < 2 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join('  ')
  return [line(columns), ...rows.map((row, k) => `${line(row)}${lines[k].reason ? `  ${lines[k].reason}` : ''}`)]
}

const number = (x: number | null): string => (x === null ? '-' : String(Number(x.toPrecision(4))))
