/** Loops over the lanes of a network, in kernels that run once for all of them. */
import { type Context, HEAD, type Lane, ownLane, takesPart, teamSize } from './context.ts'
import { block, each } from './text.ts'

/** A lane of the same network, in a loop over l. */
export const otherLane: Lane = { number: 'l', params: 'other' }

const paramsOf = (context: Context): string =>
  `let other = ${HEAD.size} + (replica * ${context.names.plan.lanes} + l) * ${teamSize(context.rings)};`

export const overLanes = (context: Context, body: string[]): string[] =>
  each('l', context.names.plan.lanes, [paramsOf(context), ...block(`if (${takesPart(context, otherLane)})`, body)])

/** Lanes whose bits fit into a word. */
const WORD = 32

/**
 * The lanes for which a test holds, `lines` before it. First all tests, then only the lanes that passed: threads that compute in step
 * walk through the body of an `if` together where any of them enters it, and a software adapter even where none does.
 */
export const overOpenLanes = (context: Context, lines: string[], test: string, body: string[]): string[] => {
  const { lanes } = context.names.plan
  const words = Math.ceil(lanes / WORD)
  const many = Math.min(lanes, WORD)
  const number = (bit: string) =>
    words === 1 ? `let l = ${bit};` : `let l = min(word * ${WORD} + ${bit}, ${lanes - 1});`
  const isLane = words * many === lanes ? [] : [`if (word * ${WORD} + bit >= ${lanes}) { break; }`]
  const marked = block(`if (${takesPart(context, otherLane)})`, [
    ...lines,
    `open |= select(0u, 1u << u32(bit), ${test});`,
  ])
  const walk = [
    'var open = 0u;',
    ...each('bit', many, [...isLane, number('bit'), paramsOf(context), ...marked]),
    ...each('done', many, [
      'if (open == 0u) { break; }',
      number(`i32(min(firstTrailingBit(open), ${many - 1}u))`),
      'open &= open - 1u;',
      paramsOf(context),
      ...body,
    ]),
  ]
  return words === 1 ? block('', walk) : each('word', words, walk)
}

export const laneOf = (context: Context): Lane => (context.names.plan.lanes > 1 ? otherLane : ownLane)
