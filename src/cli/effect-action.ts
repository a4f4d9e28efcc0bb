/** `apical effect`. */
import { SpecError } from '../errors.ts'
import type { EffectLine } from '../measure/discontinuity/effect-line.ts'
import { publishedMargins } from '../measure/discontinuity/panel.ts'
import { addEffectWindow, effectLines, mergeEffects, type NeuronEffects, noEffects } from '../measure/effect-windows.ts'
import { rawSha256 } from '../node/hash.ts'
import { loadExperiment } from '../node/load-experiment.ts'
import { openBackend } from '../sim/backends.ts'
import { eachWindow, hasAnyWindows, windowsOf } from '../sim/effect.ts'
import type { Experiment } from '../spec/types.ts'
import { adjusted } from './adjust.ts'
import { alignmentCommand } from './effect-alignment.ts'
import { dataOf } from './effect-data.ts'
import { type Say, speaker } from './say.ts'

export interface EffectCommandOptions {
  of?: string
  margin?: number[]
  runs?: boolean
  seed?: number
  epochs?: number
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

/** Effects of every neuron of every run. */
const gathered = async (
  experiment: Experiment,
  population: string,
  margins: readonly number[],
  options: EffectCommandOptions,
  say: Say,
): Promise<NeuronEffects[][]> => {
  const each: NeuronEffects[][] = []
  const of = (run: number, neuron: number) => {
    each[run] ??= []
    each[run][neuron] ??= noEffects(margins)
    return each[run][neuron]
  }
  const data = await dataOf(experiment, options.data)
  const { runs, neurons, ticks } = await eachWindow(experiment, population, {
    backend: await openBackend(options.backend),
    hash: rawSha256,
    ...(data ? { data } : {}),
    ...(options.epochs === undefined ? {} : { epochs: options.epochs }),
    window: w => addEffectWindow(of(w.run, w.neuron), w),
  })
  for (let run = 0; run < runs; run++) for (let i = 0; i < neurons; i++) of(run, i)
  say.note(`${experiment.name}: ${neurons} neurons of '${population}', ${runs} runs of ${ticks} ticks`)
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
