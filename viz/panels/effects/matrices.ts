import { readPanel } from '../../../src/measure/discontinuity/panel.ts'
import { truthOf } from '../../../src/measure/effect-windows.ts'
import type { Matrix, WeightColumn } from '../../source/weights.ts'
import type { Stage } from '../../stage.ts'
import { effectsOfAll, lookOf, remembered } from './windows.ts'

/** Numbers in rows and columns; NaN where nothing is known. */
export interface Table {
  title: string
  rows: string[]
  columns: string[]
  values: Float64Array // row-major
  /** What else is known of a cell: standard error, reason. */
  about(row: number, column: number): string
}

const WINDOWS = 'estimates'
const weightsText = (feedback: string, forward: string) => `${feedback} beside ${forward}`

/** What there is to show: effects by neuron and estimator, or learned feedback weights beside the forward ones. */
export const matrixNames = (stage: Stage): string[] => [
  ...(lookOf(stage) ? [WINDOWS] : []),
  ...pairs(stage).map(p => weightsText(p.feedback, p.forward)),
]

const pairs = ({ run }: Stage) => {
  const found = Object.values(run.scores.at(-1)?.agreement ?? {})
  const isSaved = (name: string) => run.weights.some(w => w.name === name)
  return found.filter(p => isSaved(p.feedback) && isSaved(p.forward))
}

const estimates = remembered((look): Table => {
  const neurons = effectsOfAll(look)
  const read = neurons.map(n => [{ estimator: 'truth', estimate: truthOf(n) }, ...readPanel(n.panel)])
  const hasTruth = read.some(row => row[0].estimate.estimate !== null)
  const shown = read.map(row => (hasTruth ? row : row.slice(1)))
  const names = shown[0].map(e => e.estimator)
  return {
    title: 'Effect of a spike on the reward, by neuron',
    rows: names,
    columns: neurons.map((_, i) => String(i)),
    values: Float64Array.from(names.flatMap((_, k) => shown.map(row => row[k].estimate.estimate ?? Number.NaN))),
    about: (row, column) => {
      const { error, windows, reason } = shown[column][row].estimate
      return `${error === null ? '' : `± ${error.toPrecision(3)}, `}${windows} windows${reason ? `: ${reason}` : ''}`
    },
  }
})

/** The tables of a choice; undefined while weights are on their way. */
export const tablesOf = (stage: Stage, name: string, weights: WeightCache): Table[] | undefined => {
  if (name === WINDOWS) {
    const look = lookOf(stage)
    return look && [estimates(look)]
  }
  const pair = pairs(stage).find(p => weightsText(p.feedback, p.forward) === name)
  if (!pair) return undefined
  const [back, ahead] = [weights(pair.feedback), weights(pair.forward)]
  return back && ahead ? weightTables(pair, back, ahead) : undefined
}

/** Rows: units of the upper layer; columns: units of the lower one. */
const weightTables = (p: { feedback: string; forward: string }, back: Matrix, ahead: Matrix): Table[] => {
  const names = (n: number) => Array.from({ length: n }, (_, i) => String(i))
  const common = { rows: names(ahead.posts), columns: names(ahead.pres), about: () => '' }
  const turned = Float64Array.from({ length: ahead.pres * ahead.posts }, (_, k) => {
    const [row, column] = [Math.floor(k / ahead.pres), k % ahead.pres]
    return ahead.values[column * ahead.posts + row]
  })
  return [
    { ...common, title: `Effects found: ${p.feedback}`, values: Float64Array.from(back.values) },
    { ...common, title: `Forward weights: ${p.forward}`, values: turned },
  ]
}

/** The weights of a projection at the epoch in view; undefined while they are read. */
export type WeightCache = (name: string) => Matrix | undefined

export const weightCache = (stage: Stage, ready: () => void): WeightCache => {
  const known = new Map<string, Matrix | undefined>()
  return name => {
    const column = stage.run.weights.find(w => w.name === name)
    const epoch = column && epochOf(column, stage.view.get().epoch)
    if (!column || epoch === undefined) return undefined
    const key = `${name} ${epoch}`
    if (known.has(key)) return known.get(key)
    known.set(key, undefined)
    column.read(epoch).then(
      matrix => {
        known.set(key, matrix)
        ready()
      },
      () => {}, // a broken file shows its reason in the weights panel
    )
    return undefined
  }
}

const epochOf = (column: WeightColumn, wanted: number): number | undefined =>
  wanted < 0 ? column.epochs().at(-1) : column.epochs().findLast(e => e <= wanted)
