/** learn: the rows of a projection, a vector of synapses at a time. */
import type { Node } from '../../lang/node.ts'
import type { Kernel, Layout } from '../../plan/plan.ts'
import { padded, rootsOf } from '../names.ts'
import { type Evaluator, evaluator } from './evaluate.ts'
import { findInRuns } from './find.ts'
import { overEntries, pushUnit, slotAddress, VECTOR } from './places.ts'
import { overRow, type Run } from './rows.ts'
import { alone } from './share.ts'
import type { Context, Pointer, Spot } from './spot.ts'
import { emitBody } from './statements.ts'

type Learn = Extract<Kernel, { verb: 'learn' }>

/** Runs `body` for the block of each lane that takes part. One lane: there is nothing to add to an address. */
export const overLanes = ({ code, map }: Context, body: (lane: number | undefined) => void): void => {
  if (map.lanes === 1) {
    body(undefined)
    return
  }
  const [i, end, lane] = [code.local('i32'), code.local('i32'), code.local('i32')]
  code.i32(0)
  code.emit('i32.load', map.active)
  code.i32(2)
  code.emit('i32.shl')
  code.set(end)
  code.count(i, { local: end }, 4, () => {
    code.get(i)
    code.emit('i32.load', map.active + 4)
    code.set(lane)
    body(lane)
  })
}

export const learn = (kernel: Learn, context: Context): void => {
  const { code, map, names } = context
  const layout = names.layout(kernel.layout)
  const roots = rootsOf(kernel.body)
  const ev = evaluator(context, roots)
  const sums = kernel.lanes?.length ? evaluator(context, kernel.lanes) : undefined
  const pre4 = code.local('i32')
  const row: Spot = { pre: { local: pre4, splat: true }, posts: layout.posts }
  const postsAt = map.scratch + 4 * padded(layout.pres)
  const pres = kernel.pres === undefined ? undefined : unitsWithEvent(context, kernel.pres, map.scratch)
  const posts = kernel.posts === undefined ? undefined : unitsWithEvent(context, kernel.posts, postsAt)
  ev.hoist(roots, 0, row)
  overPres(context, layout, pre4, pres, () =>
    code.block(() => {
      if (kernel.rows) skipUnless(context, kernel.rows, row)
      ev.scope([], () => {
        ev.hoist(roots, 1, row)
        if (posts)
          overPosts(context, layout, pre4, { end: posts, at: postsAt }, run => single(ev, sums, kernel, row, run))
        else overRow(context, layout, pre4, blockOf(layout, sums), run => vectorsOf(ev, sums, kernel, row, run, layout))
      })
    }),
  )
}

/** Sums over lanes share what they load for the row, so they are made for several vectors at once. */
const blockOf = (layout: Layout, sums: Evaluator | undefined) => (sums && layout.kind === 'dense' ? 4 : 1)

/** Every row, or those that this thread shares in: one in so many, so that each has as many of those that learn. */
const overPres = (context: Context, layout: Layout, pre4: number, list: number | undefined, body: () => void) => {
  const { code, map, rows = alone } = context
  const [first, every] = [4 * rows.thread, 4 * rows.threads]
  if (list === undefined) {
    code.countFrom(first, pre4, 4 * layout.pres, every, body)
    return
  }
  const i = code.local('i32')
  code.countFrom(first, i, { local: list }, every, () => {
    code.get(i)
    code.emit('i32.load', map.scratch)
    code.set(pre4)
    body()
  })
}

/** Leaves the block around it unless the guard of the row holds in some lane. */
const skipUnless = (context: Context, guard: Node, row: Spot) => {
  const { code } = context
  const open = code.local('i32')
  code.i32(0)
  code.set(open)
  const ev = evaluator(context, [guard])
  overLanes(context, lane =>
    ev.scope([guard], () => {
      ev.push(guard, { ...row, lane, laneMoves: true })
      code.emit('v128.any_true')
      code.get(open)
      code.emit('i32.or')
      code.set(open)
    }),
  )
  code.get(open)
  code.emit('i32.eqz')
  code.emit('br_if', 0)
}

/** Four times the number of each unit with an entry in the newest list of some lane, rising, at `at`; the local holds their bytes. */
const unitsWithEvent = (context: Context, event: string, at: number): number => {
  const { code, map, names } = context
  const { units } = names.list(event)
  const end = code.local('i32')
  const append = (unit4: number) => {
    code.get(end)
    code.get(unit4)
    code.emit('i32.store', at)
    code.get(end)
    code.plus(4)
    code.set(end)
  }
  if (map.lanes === 1) {
    overUnits(context, event, undefined, append)
    return end
  }
  const unit4 = code.local('i32')
  code.i32(map.second)
  code.i32(0)
  code.i32(4 * units)
  code.emit('memory.fill')
  overLanes(context, lane =>
    overUnits(context, event, lane, unit => {
      code.get(unit)
      code.i32(1)
      code.emit('i32.store', map.second)
    }),
  )
  code.count(unit4, 4 * units, 4, () => {
    code.get(unit4)
    code.emit('i32.load', map.second)
    code.when(() => append(unit4))
  })
  return end
}

/** The units of the newest list: `body` gets a local with four times the unit. */
const overUnits = (context: Context, event: string, lane: number | undefined, body: (unit4: number) => void) => {
  const { code, map } = context
  const list = slotAddress(context, map.list(event), lane, () => code.i32(0))
  const unit4 = code.local('i32')
  overEntries(context, list, entry => {
    pushUnit(context, entry)
    code.set(unit4)
    body(unit4)
  })
}

/** The synapses of the row at the posts of a list. */
const overPosts = (
  context: Context,
  layout: Layout,
  pre4: number,
  list: { end: number; at: number },
  body: (run: Run) => void,
) => {
  const { code } = context
  const run: Run = { post4: 0, synapse4: 0, left4: 0, spare: 0 }
  const [i, post4, synapse4] = [code.local('i32'), code.local('i32'), code.local('i32')]
  code.count(i, { local: list.end }, 4, () => {
    code.get(i)
    code.emit('i32.load', list.at)
    code.set(post4)
    if (layout.kind === 'rows') {
      findInRuns(
        context,
        layout,
        pre4,
        () => code.get(post4),
        () => {
          code.set(synapse4)
          body({ ...run, post4, synapse4 })
        },
      )
      return
    }
    code.get(pre4)
    code.i32(layout.stride)
    code.emit('i32.mul')
    code.get(post4)
    code.emit('i32.add')
    code.set(synapse4)
    body({ ...run, post4, synapse4 })
  })
}

const spotAt = (row: Spot, run: Run, extra: number, splat: boolean): Spot & { synapse: Pointer } => ({
  ...row,
  post: { local: run.post4, extra, splat },
  synapse: { local: run.synapse4, extra, splat },
})

const single = (ev: Evaluator, sums: Evaluator | undefined, kernel: Learn, row: Spot, run: Run) => {
  const spot = spotAt(row, run, 0, true)
  const totals = sums ? sumOverLanes(sums, kernel.lanes!, [spot])[0] : undefined
  emitBody(ev, kernel.body, { spot: { ...spot, sums: totals }, at: spot.synapse, single: true })
}

const vectorsOf = (ev: Evaluator, sums: Evaluator | undefined, kernel: Learn, row: Spot, run: Run, layout: Layout) => {
  const spots = Array.from({ length: blockOf(layout, sums) }, (_, j) => spotAt(row, run, j * VECTOR, false))
  const totals = sums ? sumOverLanes(sums, kernel.lanes!, spots) : []
  spots.forEach((spot, j) => {
    emitBody(ev, kernel.body, { spot: { ...spot, sums: totals[j] }, at: spot.synapse })
  })
}

/** Vectors [spot][node] with the sums of the nodes over lanes, rising, each from 0. */
const sumOverLanes = (ev: Evaluator, nodes: readonly Node[], spots: readonly Spot[]): number[][] => {
  const { code } = ev
  const totals = spots.map(() => nodes.map(() => code.local('v128')))
  for (const total of totals.flat()) {
    code.emit('v128.const', 0, 0, 0, 0)
    code.set(total)
  }
  overLanes(ev, lane =>
    ev.scope(nodes, () => {
      const moving = spots.map(spot => ({ ...spot, lane, laneMoves: true }))
      ev.hoist(nodes, 1, moving[0])
      moving.forEach((spot, j) => {
        ev.scope(nodes, () =>
          nodes.forEach((node, k) => {
            code.get(totals[j][k])
            ev.push(node, spot)
            code.emit(node.type === 'i32' ? 'i32x4.add' : 'f32x4.add')
            code.set(totals[j][k])
          }),
        )
      })
    }),
  )
  return totals
}
