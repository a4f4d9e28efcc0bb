import { h } from '../../dom.ts'
import { digits } from '../../page/time-text.ts'
import type { Population, Projection, Table } from '../../source/run-file.ts'
import type { Stage } from '../../stage.ts'

const MOST_TEXT = 20_000

/** The run itself: what, where, when. */
export const describeRun = ({ run }: Stage): HTMLElement[] => {
  const { file } = run
  const rows = {
    seed: file.seed,
    hash: file.hash.slice(0, 12),
    state: file.state,
    started: dateText(file.started),
    updated: dateText(file.updated),
    'back end': file.backend,
    device: file.device,
    dt: `${file.dt} ms`,
  }
  const data = file.dataset.name
    ? { 'data set': file.dataset.name, images: `${file.dataset.train ?? ''} train, ${file.dataset.test ?? ''} test` }
    : {}
  return [
    h('h3', {}, file.name),
    definitions({ ...rows, ...data }),
    ...section('Command', file.command ? [h('pre', {}, file.command)] : []),
    h('p', { class: 'quiet' }, 'Choose a population or a projection to see its equations.'),
    ...more('Experiment as JSON', file.experiment),
  ]
}

/** An ISO time as people write it; what is no time stays as it is. */
const dateText = (iso: string): string => {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? iso : date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
}

export const describePopulation = (p: Population): HTMLElement[] => [
  h('h3', {}, p.name),
  definitions({ model: p.neuron, neurons: digits(p.size), shape: p.shape.join(' × ') }),
  ...section('Parameters', Object.keys(p.params).length > 0 ? [parameters(p.params)] : []),
  ...section('Equations', equations(p.equations ?? p.compartments)),
]

export const describeProjection = (p: Projection, { run }: Stage): HTMLElement[] => [
  h('h3', {}, p.name),
  definitions({
    from: p.from,
    to: p.to,
    synapses: digits(p.pres * p.posts),
    'unit of weights': p.unit === '1' ? '' : p.unit,
    rule: p.rule || 'fixed',
    locality: p.locality,
  }),
  ...section('In the experiment', projectionText(p.name, run.file.experiment)),
]

const section = (title: string, content: HTMLElement[]) => (content.length > 0 ? [h('h4', {}, title), ...content] : [])

const definitions = (rows: Table) => {
  const shown = Object.entries(rows).filter(([, v]) => v !== '' && v !== undefined && v !== null)
  return h(
    'dl',
    { class: 'facts' },
    ...shown.flatMap(([k, v]) => [h('dt', {}, k), h('dd', {}, String(v).slice(0, 300))]),
  )
}

/** { tau: ['20 ms', 'membrane'] } or { tau: '20 ms' } as a table. */
const parameters = (params: Table) => {
  const rows = Object.entries(params)
    .slice(0, 200)
    .map(([name, value]) => {
      const [amount, about] = Array.isArray(value) ? value : [value, '']
      return h(
        'tr',
        {},
        h('th', { scope: 'row' }, name),
        h('td', { class: 'number' }, short(amount)),
        h('td', {}, short(about)),
      )
    })
  return h('table', { class: 'parameters' }, h('tbody', {}, ...rows))
}

const short = (value: unknown): string =>
  (typeof value === 'object' ? JSON.stringify(value) : String(value ?? '')).slice(0, 200)

/** Tables of equations by compartment, event or handler, as name = right-hand side; texts only. */
const equations = (value: unknown): HTMLElement[] => {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value as Table)
    .slice(0, 100)
    .flatMap(([name, part]) => {
      const lines = linesOf(part)
      return lines.length > 0
        ? [h('div', { class: 'equation-group' }, name), h('pre', {}, lines.join('\n').slice(0, MOST_TEXT))]
        : []
    })
}

const linesOf = (part: unknown, prefix = ''): string[] => {
  if (typeof part === 'string' || typeof part === 'number') return [prefix ? `${prefix} = ${part}` : String(part)]
  if (Array.isArray(part)) return isPair(part) ? linesOf(part[1], part[0]) : part.flatMap(p => linesOf(p, prefix))
  if (part === null || typeof part !== 'object') return []
  const flat = Object.entries(part as Table).flatMap(([name, value]) => {
    const skip = name === 'step' || name === 'state' || /^\d+$/.test(name)
    return linesOf(value, [prefix, skip ? '' : name].filter(Boolean).join('.'))
  })
  return flat.slice(0, 400)
}

const isPair = (part: unknown[]): part is [string, unknown] =>
  part.length === 2 && typeof part[0] === 'string' && /^[\w.]+$/.test(part[0])

const projectionText = (name: string, experiment: unknown): HTMLElement[] => {
  const list = (experiment as { projections?: unknown } | undefined)?.projections
  const found = Array.isArray(list) ? list.find(p => p?.name === name) : undefined
  return found ? [h('pre', {}, JSON.stringify(found, null, 2).slice(0, MOST_TEXT))] : []
}

const more = (title: string, value: unknown): HTMLElement[] => {
  if (value === undefined || value === null) return []
  const details = h('details', {}, h('summary', {}, title))
  details.addEventListener('toggle', () => {
    if (details.childElementCount === 1)
      details.append(h('pre', {}, JSON.stringify(value, null, 2).slice(0, 10 * MOST_TEXT)))
  })
  return [details]
}
