/** What populations, projections and weights look like. */
import { type Check, flag, keyed, list, maybe, name, number, object, quantity, table, text, whole } from './shape.ts'
import { neuron, rule } from './shape-models.ts'
import { init, isScalar, letValue, most, scalar, setValue } from './shape-values.ts'
import type { Population, Projection } from './types.ts'

export const population = object<Population>({
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

export const projection = object<Projection>({
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
