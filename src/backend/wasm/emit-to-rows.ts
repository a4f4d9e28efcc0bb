/** Carries whose receivers are the rows of a layout (exchanged ends): a scalar sum over the entries, row by row. */
import type { Layout } from '../../plan/plan.ts'
import { findInRuns } from './find.ts'
import type { Context } from './spot.ts'

/**
 * port[row] += weight of the row at each entry of the scratch list, entries rising. `weigh` multiplies the weight on the stack by the
 * value of entry `e`; without it an entry counts once.
 */
export const toRows = (
  context: Context,
  layout: Layout,
  port: number,
  weights: number,
  end: number,
  weigh: (e: number) => void = () => {},
) => {
  const { code, map } = context
  const [p4, row, e] = ['p', 'row', 'e'].map(() => code.local('i32'))
  const sum = code.local('f32')
  code.get(weights)
  code.set(row)
  code.count(p4, 4 * layout.pres, 4, () => {
    const receiver = () => {
      code.get(port)
      code.get(p4)
      code.emit('i32.add')
    }
    receiver()
    code.emit('f32.load', 0)
    code.set(sum)
    code.count(e, { local: end }, 4, () => {
      const post4 = () => {
        code.get(e)
        code.emit('i32.load', map.scratch)
      }
      weightAt(context, layout, p4, row, post4, weights, () => {
        weigh(e)
        code.get(sum)
        code.emit('f32.add')
        code.set(sum)
      })
    })
    receiver()
    code.get(sum)
    code.emit('f32.store', 0)
    if (layout.kind === 'dense') {
      code.get(row)
      code.plus(4 * layout.stride)
      code.set(row)
    }
  })
}

/** Leaves the weight of row p at a post, if there is one, and runs `use`. */
const weightAt = (
  context: Context,
  layout: Layout,
  p4: number,
  row: number,
  post4: () => void,
  weights: number,
  use: () => void,
) => {
  const { code } = context
  if (layout.kind === 'dense') {
    code.get(row)
    post4()
    code.emit('i32.add')
    code.emit('f32.load', 0)
    use()
    return
  }
  findInRuns(context, layout, p4, post4, () => {
    code.get(weights)
    code.emit('i32.add')
    code.emit('f32.load', 0)
    use()
  })
}
