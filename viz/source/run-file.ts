/**
 * run.json and scores.jsonl as the viewer trusts them: every field checked, numbers finite, texts cut, nothing executed.
 * A missing or odd field becomes a neutral value; only JSON that is no object is an error.
 */
export interface RunFile {
  name: string
  seed: number
  hash: string
  state: string
  started: string
  updated: string
  backend: string
  device: string
  command: string
  dt: number // ms
  replica: number
  epochs?: number // in total, where the user said so
  dataset: Table
  populations: Population[]
  projections: Projection[]
  columns: ColumnInfo[]
  experiment: unknown // shown as text only
}

export interface Population {
  name: string
  neuron: string
  size: number
  shape: number[]
  params: Table
  compartments: unknown
  equations: unknown
}

export interface Projection {
  name: string
  from: string
  to: string
  pres: number
  posts: number
  unit: string // of the weights
  rule: string
  locality: string
}

export interface ColumnInfo {
  name: string
  kind: string
  population: string
  units: number
  unit: string
  values: string[] // of an event: columns kept with it
}

/** A line of scores.jsonl. Errors are fractions. */
export interface Score {
  epoch: number
  images?: number // shown in training
  trainError?: number
  testError?: number
  losses: Record<string, number>
  angles: Record<string, number> // degrees
  measures: Record<string, number>
  confusion?: number[][] // row = label
  imagesPerSecond?: number
  spikesPerImage?: number
  spikesPerTestImage?: number
  synapticOperations?: number // of a test image
  testSpikes: Record<string, number> // of a test image, by population
  testMeasures: Record<string, number>
  agreement: Record<string, AgreementScore>
}

/** A feedback projection beside a forward one; what could not be told is absent. */
export interface AgreementScore {
  feedback: string
  forward: string
  values: Record<string, number> // sign, cosine, angle, self, symmetric, sparse
}

export type Table = Record<string, unknown>

const table = (value: unknown): Table =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Table) : {}
const list = (value: unknown): Table[] => (Array.isArray(value) ? value.slice(0, 1000).map(table) : [])
const text = (value: unknown, most = 200): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, most) : ''
const number = (value: unknown, fallback = 0): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : fallback
/** Four million neurons or synapses of one name are the most that is believed. */
const count = (value: unknown): number => Math.min(1 << 22, Math.max(0, Math.floor(number(value))))
const numbers = (value: unknown): Record<string, number> =>
  Object.fromEntries(Object.entries(table(value)).filter((e): e is [string, number] => Number.isFinite(e[1])))

export const parseRunFile = (json: string): RunFile => {
  const raw: unknown = parseJson(json)
  const run = table(raw)
  if (raw !== run) throw new Error('run.json is not a JSON object')
  return {
    name: text(run.name) || 'unnamed',
    seed: number(run.seed),
    hash: text(run.hash),
    state: text(run.state) || 'unknown',
    started: text(run.started),
    updated: text(run.updated),
    backend: text(run.backend),
    device: text(typeof run.device === 'object' ? table(run.device).name : run.device),
    command: text(Array.isArray(run.command) ? run.command.join(' ') : run.command, 2000),
    dt: Math.max(1e-6, number(run.dt, 1)) || 1,
    replica: count(run.replica),
    ...(count(run.epochs) > 0 ? { epochs: count(run.epochs) } : {}),
    dataset: table(run.dataset),
    populations: list(run.populations).map(population),
    projections: list(run.projections).map(projection),
    columns: Object.entries(table(run.columns)).slice(0, 1000).map(columnInfo),
    experiment: run.experiment,
  }
}

const parseJson = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    throw new Error('run.json is not JSON, or is cut short')
  }
}

const population = (p: Table): Population => ({
  name: text(p.name) || '?',
  neuron: text(p.neuron),
  size: count(p.size),
  shape: Array.isArray(p.shape) ? p.shape.map(count).slice(0, 4) : [],
  params: table(p.params),
  compartments: p.compartments,
  equations: p.equations,
})

const projection = (p: Table): Projection => ({
  name: text(p.name) || '?',
  from: text(Array.isArray(p.from) ? p.from[0] : p.from),
  to: text(p.to),
  pres: count(p.pres),
  posts: count(p.posts),
  unit: text(p.unit, 20) || '1',
  rule: text(typeof p.rule === 'object' ? table(p.rule).name : p.rule),
  locality: text(p.locality),
})

const columnInfo = ([name, value]: [string, unknown]): ColumnInfo => {
  const c = table(value)
  const units = count(c.units)
  return {
    name: name.slice(0, 200),
    kind: text(c.kind),
    population: text(c.population),
    units,
    unit: text(c.unit) || '1',
    values: Array.isArray(c.values) ? c.values.slice(0, 32).map(v => text(v)) : [],
  }
}

/** Lines that are not whole JSON objects with an epoch are left out: the last one may be half written. */
export const parseScores = (lines: string): Score[] =>
  lines
    .split('\n')
    .flatMap(line => score(line))
    .sort((a, b) => a.epoch - b.epoch)

const score = (line: string): Score[] => {
  try {
    const s = table(JSON.parse(line))
    if (typeof s.epoch !== 'number' || !Number.isFinite(s.epoch)) return []
    return [
      {
        epoch: s.epoch,
        ...numbers({
          images: s.images,
          trainError: s.trainError,
          testError: s.testError,
          imagesPerSecond: s.imagesPerSecond,
          spikesPerImage: s.spikesPerImage,
          spikesPerTestImage: s.spikesPerTestImage,
          synapticOperations: s.synapticOperations,
        }),
        losses: numbers(s.losses),
        angles: numbers(s.angles),
        measures: otherMeasures({ ...table(s.measures), correlation: s.correlation }),
        confusion: matrix(s.confusion),
        testSpikes: numbers(s.testSpikes),
        testMeasures: numbers(s.testMeasures),
        agreement: agreements(s.agreement),
      },
    ]
  } catch {
    return []
  }
}

/** Losses and angles stand among the measures a second time. */
const otherMeasures = (measures: Table) =>
  numbers(Object.fromEntries(Object.entries(measures).filter(([name]) => !/^(loss|angle)(\.|$)/.test(name))))

const agreements = (value: unknown): Record<string, AgreementScore> =>
  Object.fromEntries(
    Object.entries(table(value))
      .slice(0, 64)
      .map(([name, each]) => [name, agreement(table(each))]),
  )

const agreement = (a: Table): AgreementScore => ({
  feedback: text(a.feedback),
  forward: text(a.forward),
  values: numbers(a),
})

const matrix = (value: unknown): number[][] | undefined => {
  if (!Array.isArray(value) || value.length === 0 || value.length > 200) return undefined
  const rows = value.map(row => (Array.isArray(row) ? row.map(x => number(x)) : []))
  return rows.every(row => row.length === rows.length) ? rows : undefined
}
