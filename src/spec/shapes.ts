/** What an experiment looks like. A key that a type has and its shape lacks is a type error here and in the files that it is made of. */
import { SpecError } from '../errors.ts'
import {
  type Check,
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
  whole,
} from './shape.ts'
import { population, projection } from './shape-network.ts'
import { stage, test } from './shape-protocol.ts'
import { most } from './shape-values.ts'
import type { DatasetSpec, Experiment, Probe } from './types.ts'

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

/** Paths have dots, and JavaScript puts keys that look like numbers first, out of their order. */
const populationName: Check = (value, path) => {
  name(value, path)
  if (/\.|^\d+$/.test(value as string))
    throw new SpecError(path, 'a name of a population without dots that is no number', `'${value}'`)
}

export const experimentShape: Check = object<Experiment>({
  kind: oneOfTexts('experiment'),
  name,
  about: text,
  seed: whole(0, 2 ** 32 - 1),
  dt: quantity,
  lanes: maybe(whole(1, 4096)),
  dataset: maybe(dataset),
  populations: table(population, populationName),
  projections: list(projection),
  train: list(stage, 1),
  test: maybe(test),
  measures: maybe(table(measure)),
  probes: maybe(list(probe)),
})
