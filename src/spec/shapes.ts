/** What each noun of an experiment looks like. A key that a type has and its shape lacks is a type error here. */
import {
  type Check,
  choice,
  flag,
  isRecord,
  keyed,
  list,
  maybe,
  name,
  number,
  object,
  oneOfTexts,
  quantity,
  table,
  text,
  unit,
  whole,
} from './shape.ts'
import type {
  Compartment,
  DatasetSpec,
  Experiment,
  Limit,
  Neuron,
  Part,
  Phase,
  Population,
  Probe,
  Projection,
  Rule,
  Stage,
  Test,
} from './types.ts'

const most = 1e9
const isScalar = (value: unknown): boolean => typeof value === 'number' || typeof value === 'string'

const equations: Check = choice('equations: a table, or a list of pairs [name, equation]', value =>
  Array.isArray(value) ? list(list(text, 2, 2)) : isRecord(value) ? table(text, text) : undefined,
)

/** A quantity or an equation: both are numbers or texts; which it is, the plan finds out. */
const scalar: Check = (value, path) => (typeof value === 'number' ? number : text)(value, path)
const letValue = object<{ let: unknown; value: unknown }>({ let: table(text), value: text })
const init: Check = keyed(
  'a number, a quantity, an equation, a list of numbers or { let, value }',
  { let: letValue },
  value => (Array.isArray(value) ? list(number) : isScalar(value) ? scalar : undefined),
)

const params: Check = table((value, path) => {
  list(() => {}, 2, 2)(value, path)
  const [amount, about] = value as unknown[]
  quantity(amount, `${path}[0]`)
  text(about, `${path}[1]`)
})

const setValue: Check = (value, path) => (Array.isArray(value) ? list(quantity) : quantity)(value, path)

const compartment = object<Compartment>({
  about: text,
  input: maybe(unit),
  state: maybe(table(init)),
  learned: maybe(table(init)),
  step: equations,
})

const bound: Check = (value, path) => (typeof value === 'number' ? number : text)(value, path)
const limit = object<Limit>({
  above: maybe(bound),
  from: maybe(bound),
  below: maybe(bound),
  upTo: maybe(bound),
  why: maybe(text),
})

const neuron = object<Neuron>({
  kind: oneOfTexts('neuron'),
  name,
  about: text,
  source: text,
  params,
  compartments: table(compartment),
  events: maybe(table(text)),
  on: maybe(table(equations)),
  watch: maybe(table(text)),
  limits: maybe(table(limit)),
  energy: maybe(object<NonNullable<Neuron['energy']>>({ of: text, to: text, own: text })),
})

const part = object<Part>({
  state: maybe(table(init)),
  learned: maybe(table(init)),
  step: maybe(equations),
  on: maybe(table(equations)),
})

const rule = object<Rule>({
  kind: oneOfTexts('rule'),
  name,
  about: text,
  source: text,
  params,
  pre: maybe(part),
  post: maybe(part),
  synapse: maybe(table(init)),
  on: table(equations),
  bounds: maybe(list(quantity, 2, 2)),
})

const population = object<Population>({
  neuron,
  size: maybe(whole(1, 1 << 24)),
  shape: maybe(list(whole(1, 1 << 24), 2, 2)),
  set: maybe(table(setValue)),
  init: maybe(table(init)),
  force: maybe(
    object<NonNullable<Population['force']>>({ event: maybe(text), spikes: list(list(whole(0, most), 2, 3)) }),
  ),
})

const connect = keyed(
  "'all', 'one-to-one', { probability }, { fanIn }, { patch, stride } or an equation",
  {
    probability: object({ probability: number }),
    fanIn: object({ fanIn: whole(0, most) }),
    patch: object({ patch: list(whole(1, most), 2, 2), stride: whole(1, most) }),
  },
  value => (typeof value === 'string' ? text : undefined),
)

const scaleOrRms: Check = (value, path) => (value === 'rms' ? text : number)(value, path)
const source = object({ from: text, weights: (value: unknown, path: string) => weights(value, path) })
const scaled: Check = (value, path) => object({ scale: number, of: weights })(value, path)

const weights: Check = keyed(
  'a number, an equation, { let, value } or another form of weights (docs/experiment.md)',
  {
    let: letValue,
    values: object({ values: list(list(number)) }),
    load: object({ load: text }),
    tie: object({ tie: text }),
    transpose: object({ transpose: text, refresh: maybe(text), noise: maybe(number), scale: maybe(number) }),
    tile: object({ tile: text, refresh: maybe(text) }),
    sign: object({ sign: text, scale: maybe(scaleOrRms), refresh: maybe(text) }),
    toward: object({
      toward: text,
      rate: number,
      decay: maybe(number),
      refresh: maybe(text),
      value: maybe((value, path) => weights(value, path)),
    }),
    sparse: object({ sparse: object({ zero: number, scale: number }), of: init }),
    product: object({ product: productOf, refresh: maybe(text), noise: maybe(number) }),
    of: scaled,
  },
  value => (Array.isArray(value) ? list(number) : isScalar(value) ? scalar : undefined),
)

/** [{ from, weights }, name of a projection] */
function productOf(value: unknown, path: string): void {
  list(() => {}, 2, 2)(value, path)
  const [first, second] = value as unknown[]
  source(first, `${path}[0]`)
  text(second, `${path}[1]`)
}

const projection = object<Projection>({
  name: maybe(name),
  from: (value, path) => (Array.isArray(value) ? list(text, 1) : text)(value, path),
  to: text,
  weights: maybe(weights),
  routine: maybe(text),
  connect: maybe(connect),
  delay: maybe(quantity),
  rule: maybe(rule),
  set: maybe(table(quantity)),
  recarry: maybe(flag),
})

const lasts = keyed(
  "a time such as '50 ms', '20 ticks' or { base, wald }",
  { base: object({ base: quantity, wald: list(number, 2, 2), floor: maybe(flag) }) },
  value => (isScalar(value) ? scalar : undefined),
)
const drive = keyed(
  "'image', 'label', 'candidate', { choose } or a quantity",
  { choose: object({ choose: number }) },
  value => (isScalar(value) ? scalar : undefined),
)

const phase = object<Phase>({
  name,
  lasts,
  order: maybe(list(text)),
  each: maybe(oneOfTexts('class')),
  drive: maybe(table(drive)),
})

const answer = { of: text, score: text }

const stage: Check = object<Stage>({
  name: maybe(name),
  epochs: maybe(whole(1, 1e6)),
  images: maybe(whole(1, most)),
  part: maybe(whole(1, 1e6)),
  presentations: maybe(whole(1, most)),
  phases: maybe(list(phase)),
  stages: maybe(list((value, path) => stage(value, path))),
  learn: maybe(flag),
  clear: maybe(oneOfTexts('presentation', 'epoch', 'stage')),
  show: maybe(
    object<NonNullable<Stage['show']>>({
      shift: maybe(whole(0, 1000)),
      window: maybe(list(whole(1, 1e5), 2, 2)),
      crop: maybe(list(whole(1, 1e5), 2, 2)),
      epochs: maybe(whole(1, 1e6)),
    }),
  ),
  answer: maybe(object<NonNullable<Stage['answer']>>({ ...answer, after: maybe(text) })),
  test: maybe(flag),
})

const test = object<Test>({
  every: (value, path) => (typeof value === 'number' ? whole(1, most) : oneOfTexts('epoch'))(value, path),
  clear: oneOfTexts('presentation', 'epoch'),
  phases: list(phase, 1),
  answer: object<Test['answer']>(answer),
})

const measure = keyed(
  "'error', { of, value }, { angle }, { correlation }, { weights }, { agreement } or { eigenvalue }",
  {
    of: object({
      of: text,
      value: text,
      every: maybe(oneOfTexts('tick', 'presentation', 'epoch')),
      during: maybe(oneOfTexts('train', 'test')),
    }),
    angle: object({ angle: list(text, 2, 2) }),
    correlation: object({ correlation: list(text, 2, 2) }),
    weights: object({ weights: list(text, 2, 2) }),
    agreement: object({ agreement: list(text, 2, 2) }),
    eigenvalue: object({
      eigenvalue: object({ out: text, feedback: text, of: text, rate: maybe(number), gain: maybe(number) }),
    }),
  },
  value => (typeof value === 'string' ? text : undefined),
)

const probe = object<Probe>({
  column: text,
  with: maybe(list(text, 1)),
  every: maybe(quantity),
  units: maybe(list(whole(0, (1 << 24) - 1), 1)),
  during: maybe(list(oneOfTexts('train', 'test'))),
  samples: maybe(whole(1, most)),
})

const dataset = object<DatasetSpec>({
  name,
  train: maybe(whole(1, most)),
  test: maybe(whole(1, most)),
  validation: maybe(whole(1, most)),
})

export const experimentShape: Check = object<Experiment>({
  kind: oneOfTexts('experiment'),
  name,
  about: text,
  seed: whole(0, 2 ** 32 - 1),
  dt: quantity,
  lanes: maybe(whole(1, 4096)),
  dataset: maybe(dataset),
  populations: table(population),
  projections: list(projection),
  train: list(stage, 1),
  test: maybe(test),
  measures: maybe(table(measure)),
  probes: maybe(list(probe)),
})
