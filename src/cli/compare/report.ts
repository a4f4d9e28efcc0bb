/** The page of a comparison: one file, without scripts and without the network. */
import type { Comparison } from '../../spec/comparison.ts'
import type { Cell } from './cells.ts'
import type { RuleResult } from './results.ts'
import { angleCurves, bars, curves, html } from './svg.ts'
import { cost, ranked, shownEpochs, spread } from './table.ts'
import { variedCharts } from './varied.ts'

export interface ReportFacts {
  command: string
  data: string
  device: string
  version: string
  date: string
}

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;width:100%;font-size:.86rem;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #ddd;vertical-align:top}
svg{width:100%;height:auto;font:11px system-ui,sans-serif}.grid{stroke:#ddd}.lead{stroke:#999;stroke-width:.6}.end{text-anchor:end}.middle{text-anchor:middle}
pre{overflow:auto;background:#f4f4f4;padding:.7rem;font-size:.8rem}pre.command{white-space:pre-wrap;overflow-wrap:anywhere}.bad{color:#a00;font-weight:600}summary{cursor:pointer}
@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#161616}svg text{fill:#e8e8e8}pre{background:#222}th,td{border-color:#444}.grid{stroke:#444}.bad{color:#f77}}`

export const report = (c: Comparison, results: RuleResult[], cells: Cell[], facts: ReportFacts): string => {
  const networks = [...new Set(results.map(r => r.network))]
  const body = [
    `<h1>${html(c.name)}</h1><p>${html(c.about)}.</p>`,
    `<p>Data: ${html(facts.data)}. Computed by ${html(facts.device)}, apical ${html(facts.version)}, ${html(facts.date)}.</p>`,
    `<p>Repeat or go on with it:</p><pre class="command">${html(facts.command)}</pre>`,
    ...variedCharts(results),
    ...networks.map(n =>
      section(
        n,
        results.filter(r => r.network === n),
        c,
      ),
    ),
    legend,
    experiments(cells),
  ]
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${html(c.name)}: comparison</title><style>${style}</style></head><body>${body.join('\n')}</body></html>\n`
}

/** Rules that a chart of lines has. */
const MOST = 40

const section = (network: string, results: RuleResult[], c: Comparison): string => {
  const order = ranked(results).filter(r => r.lines.length > 0)
  if (order.length === 0) return `<h2>${html(network)}</h2><p>Nothing has run yet.</p>`
  const last = (r: RuleResult) => r.lines.at(-1)!
  // Of a large grid: more lines than that cannot be told apart.
  const drawn = order.slice(0, MOST)
  return [
    `<h2>${html(network)}</h2>`,
    ...(drawn.length < order.length ? [`<p>Lines: the best ${MOST} of ${order.length}.</p>`] : []),
    // Of one epoch the bars below say as much.
    ...(drawn.some(r => r.lines.length > 1)
      ? [curves(drawn.map((r, style) => ({ name: r.rule, style, points: r.lines })))]
      : []),
    ...angles(drawn),
    ...updateAngles(drawn),
    '<h3>Test error at the last epoch, %</h3>',
    bars(
      order.map(r => ({ name: r.rule, value: last(r).mean, sd: last(r).sd, text: spread(last(r)) })),
      'Test error',
    ),
    '<h3>Training images per second</h3>',
    bars(
      order.map(r => ({
        name: r.rule,
        value: r.imagesPerSecond,
        text: `${r.imagesPerSecond.toFixed(0)}; ${cpu(r)}${cost(r)} an image`,
      })),
      'Images per second',
    ),
    resultTable(order, c),
  ].join('\n')
}

/** '0.11 ms of CPU, ': other jobs of the machine make it no longer. */
const cpu = ({ cpuMsPerImage: ms }: RuleResult): string =>
  Number.isFinite(ms) ? `${ms.toPrecision(2)} ms of CPU, ` : ''

/** Angles between feedback and forward weights over training, mean over layers: for rules that have feedback weights of their own. */
const angles = (order: RuleResult[]): string[] => {
  const series = order
    .map((r, style) => ({ name: r.rule, style, points: r.angles }))
    .filter(({ points }) => points.length > 0)
  if (series.length === 0) return []
  return ['<h3>Angle between feedback weights and the transpose of the forward weights</h3>', angleCurves(series)]
}

/** A chart for each hidden layer, from the lowest. */
const updateAngles = (order: RuleResult[]): string[] => {
  const layers = Math.max(0, ...order.map(r => r.updates.length))
  return Array.from({ length: layers }, (_, layer) => {
    const series = order
      .map((r, style) => ({ name: r.rule, style, points: r.updates[layer] ?? [] }))
      .filter(({ points }) => points.length > 0)
    const title = `Angle between the update of ${layers === 1 ? 'the hidden layer' : `hidden layer ${layer + 1}`} and that of backpropagation`
    return `<h3>${title}</h3>${angleCurves(series, title)}`
  })
}

const resultTable = (order: RuleResult[], c: Comparison): string => {
  const epochs = shownEpochs(order)
  const head = [
    'rule',
    ...epochs.map(e => `epoch ${e}`),
    `less ${c.control}`,
    'p (t)',
    'p (signs)',
    'seeds',
    'locality',
    'because',
  ].map(h => `<th>${html(h)}</th>`)
  const rows = order.map(r => {
    const last = r.lines.at(-1)!
    const errors = epochs
      .map(e => r.lines.find(l => l.epoch === e))
      .map(
        l =>
          `<td${l?.asReference === false ? ' class="bad" title="worse than the reference"' : ''}>${l ? spread(l) : ''}</td>`,
      )
    const a = last.against
    const tests = a
      ? [a.difference.toFixed(2), Number.isFinite(a.p) ? a.p.toPrecision(2) : '-', a.permutation.toPrecision(2)]
      : ['', '', '']
    const failed = r.failed ? `, ${r.failed} failed` : ''
    return `<tr><td title="${html(r.about)}">${html(r.rule)}</td>${errors.join('')}${[...tests, `${last.errors.length}${failed}`, r.locality.class, r.locality.why].map(t => `<td>${html(t)}</td>`).join('')}</tr>`
  })
  return `<table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`
}

const legend = `<h2>What the columns say</h2><p>Errors are per cent of the test set, mean ± deviation over seeds. The difference to the control and its tests are at the last epoch, paired
over seeds: Student's t, and all changes of sign (with 3 seeds never below 0.25). <b>Locality</b>, what a synapse must know: <i>local</i> its two units; <i>broadcast</i> a few signals that are
the same for all; <i>circuit</i> sums over a population; <i>batch</i> several images at once; <i>transport</i> the weights of other synapses.
An error in red is worse than an independent program's.</p>`

/** As they ran, with what the options changed; of several seeds the first. */
const experiments = (cells: Cell[]): string => {
  const once = new Map([...cells].reverse().map(c => [c.row.entry.experiment.name, c]))
  const items = [...once.values()]
    .reverse()
    .map(
      c =>
        `<details><summary>${html(c.experiment.name)}</summary><pre>${html(JSON.stringify(c.experiment, null, 1))}</pre></details>`,
    )
  return `<h2>The experiments in full</h2>${items.join('\n')}`
}
