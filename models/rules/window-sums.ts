import { rule } from '../../src/spec/define.ts'
import type { Equations, Rule, Table } from '../../src/spec/types.ts'
import { response, traces } from './align.ts'

/** Sums over windows that ended with a spike (`hit`) and without one (`miss`), and how they are read at the end of a phase. */
interface ReadOut {
  name: string
  about: string
  sides: ('hit' | 'miss')[]
  /** Whether x y is summed too, x the largest drive less the threshold: lines instead of means. */
  lines?: boolean
  beta: Equations
  /** Whether a unit has seen enough. */
  known: string
}

/** What is added at the end of a window: once for the unit, and once for each of its synapses. */
interface Sums {
  side: string
  unit: [name: string, equation: string][]
  pair: [name: string, equation: string][]
  ofUnit: Table<number>
  ofPair: Table<number>
}

const x = '(post.cell.drive - 1)'

const sumsOf = (side: string, lines: boolean): Sums => {
  const add = (name: string, value: string): [string, string] => [`${name}_${side}`, `${name}_${side} + ${value}`]
  const unit = [add('n', '1'), ...(lines ? [add('x', x), add('xx', `${x} * ${x}`)] : [])]
  const pair = [add('y', 'pre.y'), ...(lines ? [add('xy', `${x} * pre.y`)] : [])]
  const zero = (equations: [string, string][]) => Object.fromEntries(equations.map(([name]) => [name, 0]))
  return { side, unit, pair, ofUnit: zero(unit), ofPair: zero(pair) }
}

const windowRule = ({ name, about, sides, lines = false, beta, known }: ReadOut): Rule => {
  const sums = sides.map(side => sumsOf(side, lines))
  return rule({
    name,
    about,
    source: 'after Guerguiev, Kording & Richards 2020, arXiv 1910.01689; sums instead of an online regression',
    params: {
      ...traces,
      span: ['30 ms', 'length of a window of the unit below'],
      sd: [0.0417, 'standard deviation of the feedback weights'],
    },
    pre: response,
    post: {
      learned: Object.assign({}, ...sums.map(s => s.ofUnit)),
      on: Object.fromEntries(sums.map(s => [`post.${s.side}`, Object.fromEntries(s.unit)])),
    },
    synapse: { ...Object.assign({}, ...sums.map(s => s.ofPair)), beta: 0 },
    on: {
      ...Object.fromEntries(sums.map(s => [`post.${s.side}`, Object.fromEntries(s.pair)])),
      'copy.end': {
        ...beta,
        beta: `${known} ? effect : 0`,
        spread: 'sqrt(sum(all, beta * beta) / (fan.in * fan.out))',
        w: `spread > 0 && ${known} ? beta * sd / spread : w`,
      },
    },
  })
}

const meanOf = (side: string): string => `y_${side} / max(post.n_${side}, 1)`
const both = 'post.n_hit > 0 && post.n_miss > 0'

/** Mean response of the windows with a spike. */
export const spikeTriggered = windowRule({
  name: 'spike-triggered',
  about: 'feedback weights from the mean response in windows with a spike',
  sides: ['hit'],
  beta: { effect: meanOf('hit') },
  known: 'post.n_hit > 0',
})

/** Constant discontinuity: less the mean response of the windows without a spike. */
export const constantJump = windowRule({
  name: 'constant-jump',
  about: 'feedback weights from the difference between windows with a spike and without',
  sides: ['hit', 'miss'],
  beta: { effect: `${meanOf('hit')} - ${meanOf('miss')}` },
  known: both,
})

/** The same, but the mean of the windows without a spike is that of all units of the layer: three times as fast, blind to common effects. */
export const pooledJump = windowRule({
  name: 'pooled-jump',
  about: 'feedback weights from windows with a spike, less the mean of windows without one over the layer',
  sides: ['hit', 'miss'],
  beta: { silent: 'sum(post, post.n_miss)', effect: `${meanOf('hit')} - sum(post, y_miss) / max(silent, 1)` },
  known: 'post.n_hit > 0',
})

const spreadOf = (side: string): string => `post.n_${side} * post.xx_${side} - post.x_${side} * post.x_${side}`
const intercept = (side: string): string =>
  `(post.xx_${side} * y_${side} - post.x_${side} * xy_${side}) / max(${spreadOf(side)}, 1e-9)`

/** Linear discontinuity: a least-squares line on either side, and their gap at threshold. Right, and thirty times as slow. */
export const linearJump = windowRule({
  name: 'linear-jump',
  about: 'feedback weights from the gap at threshold between two least-squares lines',
  sides: ['hit', 'miss'],
  lines: true,
  beta: { effect: `${intercept('hit')} - (${intercept('miss')})` },
  known: `${spreadOf('hit')} > 1e-9 && ${spreadOf('miss')} > 1e-9`,
})
