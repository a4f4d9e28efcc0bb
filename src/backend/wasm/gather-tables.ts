/** The synapses of a layout by receiver, as tables: four receivers at a time, and what is left over one by one. */
import type { Layout } from '../../plan/plan.ts'

export type Rows = Layout & { kind: 'rows' }

/** Receivers of a block: one vector of sums. */
export const WIDTH = 4

/** Synapses of one receiver, senders rising: numbers of the sender and of the weight's element. */
type Incoming = [pre: number, element: number][]

export interface GatherTables {
  /** A block has as many steps as the poorest of its receivers has synapses; step by step a synapse of each of the four. */
  readonly blocks: { receivers: number[]; steps: number }[]
  /** [step][receiver of the block], block after block. */
  readonly senders: number[]
  readonly elements: number[]
  /** The synapses that are not in blocks, by receiver. */
  readonly rest: { receiver: number; incoming: Incoming }[]
}

/** Whether most runs are so short that a vector of neighbouring receivers would mostly be empty. */
export const isScattered = (layout: Layout): layout is Rows =>
  layout.kind === 'rows' && synapsesOf(layout) < 2 * layout.runPost.length

const synapsesOf = (layout: Rows): number => layout.runLength.reduce((sum, n) => sum + n, 0)

const incomingOf = (layout: Rows): Incoming[] => {
  const incoming: Incoming[] = Array.from({ length: layout.posts }, () => [])
  for (let pre = 0; pre < layout.pres; pre++)
    for (let r = layout.rowStart[pre]; r < layout.rowStart[pre + 1]; r++)
      for (let i = 0; i < layout.runLength[r]; i++) incoming[layout.runPost[r] + i].push([pre, layout.runOffset[r] + i])
  return incoming
}

const known = new WeakMap<Rows, GatherTables>()

/** Receivers stand in the order of their number of senders, so that the four of a block are mostly alike. */
export const gatherTables = (layout: Rows): GatherTables => {
  const made = known.get(layout) ?? makeTables(layout)
  known.set(layout, made)
  return made
}

const makeTables = (layout: Rows): GatherTables => {
  const incoming = incomingOf(layout)
  const order = [...incoming.keys()].filter(i => incoming[i].length > 0)
  order.sort((a, b) => incoming[a].length - incoming[b].length || a - b)
  const whole = order.length - (order.length % WIDTH)
  const blocks: GatherTables['blocks'] = []
  const synapses: Incoming = []
  for (let i = 0; i < whole; i += WIDTH) {
    const receivers = order.slice(i, i + WIDTH)
    const steps = incoming[receivers[0]].length
    blocks.push({ receivers, steps })
    for (let k = 0; k < steps; k++) for (const receiver of receivers) synapses.push(incoming[receiver][k])
  }
  const done = new Map(blocks.flatMap(b => b.receivers.map(r => [r, b.steps] as const)))
  const rest = order
    .map(receiver => ({ receiver, incoming: incoming[receiver].slice(done.get(receiver) ?? 0) }))
    .filter(r => r.incoming.length > 0)
  return { blocks, senders: synapses.map(s => s[0]), elements: synapses.map(s => s[1]), rest }
}
