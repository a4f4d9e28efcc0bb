/** What stages, phases and tests look like. */
import {
  type Check,
  flag,
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
import { isScalar, most, scalar } from './shape-values.ts'
import type { Phase, Stage, Test } from './types.ts'

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

export const stage: Check = object<Stage>({
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

export const test = object<Test>({
  every: (value, path) => (typeof value === 'number' ? whole(1, most) : oneOfTexts('epoch'))(value, path),
  clear: oneOfTexts('presentation', 'epoch'),
  phases: list(phase, 1),
  answer: object<Test['answer']>(answer),
})
