/**
 * carry-graded where few neighbours share a sender: receiver by receiver, each with its senders rising, so the bits are those of the loop over
 * senders. Receivers stand in the order of their number of senders, so that a processor foresees the length of the inner loop.
 */
import type { Layout } from '../../plan/plan.ts'
import type { Context } from './spot.ts'

type Rows = Layout & { kind: 'rows' }

/** Synapses of one receiver: senders and elements of the weights, both in bytes. */
type Incoming = [pre4: number, synapse4: number][]

/** Whether most runs are so short that a vector of receivers would mostly be empty. */
export const isScattered = (layout: Layout): layout is Rows =>
  layout.kind === 'rows' && synapsesOf(layout) < 2 * layout.runPost.length

const synapsesOf = (layout: Rows): number => layout.runLength.reduce((sum, n) => sum + n, 0)

const incomingOf = (layout: Rows): Incoming[] => {
  const incoming: Incoming[] = Array.from({ length: layout.posts }, () => [])
  for (let pre = 0; pre < layout.pres; pre++)
    for (let r = layout.rowStart[pre]; r < layout.rowStart[pre + 1]; r++)
      for (let i = 0; i < layout.runLength[r]; i++)
        incoming[layout.runPost[r] + i].push([4 * pre, 4 * (layout.runOffset[r] + i)])
  return incoming
}

/** The receivers that have senders, their last synapse and all synapses, as tables in the pool. */
const tablesOf = ({ map }: Context, layout: Rows) => {
  const incoming = incomingOf(layout)
  const order = [...incoming.keys()].filter(i => incoming[i].length > 0)
  order.sort((a, b) => incoming[a].length - incoming[b].length || a - b)
  let end = 0
  const receivers = order.flatMap(i => [4 * i, (end += 8 * incoming[i].length)])
  return {
    count: order.length,
    receivers: map.pool(Int32Array.from(receivers)),
    synapses: map.pool(Int32Array.from(order.flatMap(i => incoming[i].flat()))),
  }
}

/** port[post] += weights[synapse] * values[pre]. The three are locals with addresses. */
export const gather = (context: Context, layout: Rows, port: number, weights: number, values: number): void => {
  const { code } = context
  const { count, receivers, synapses } = tablesOf(context, layout)
  const [r, at, end, to] = ['r', 'at', 'end', 'to'].map(() => code.local('i32'))
  const sum = code.local('f32')
  const element = (base: number, offset: number) => {
    code.get(base)
    code.get(at)
    code.emit('i32.load', synapses + offset)
    code.emit('i32.add')
    code.emit('f32.load', 0)
  }
  code.i32(0)
  code.set(at)
  code.count(r, 8 * count, 8, () => {
    code.get(r)
    code.emit('i32.load', receivers + 4)
    code.set(end)
    code.get(port)
    code.get(r)
    code.emit('i32.load', receivers)
    code.emit('i32.add')
    code.tee(to)
    code.emit('f32.load', 0)
    code.set(sum)
    code.loop(() => {
      code.get(sum)
      element(weights, 4)
      element(values, 0)
      code.emit('f32.mul')
      code.emit('f32.add')
      code.set(sum)
      code.get(at)
      code.plus(8)
      code.tee(at)
      code.get(end)
      code.emit('i32.lt_s')
      code.emit('br_if', 0)
    })
    code.get(to)
    code.get(sum)
    code.emit('f32.store', 0)
  })
}
