/** Finding one synapse in a layout of rows. */
import type { Layout } from '../../plan/plan.ts'
import { runTables } from './rows.ts'
import type { Context } from './spot.ts'

/**
 * Goes through the runs of row `pre4` (a local: 4 times the row) to the one that has the post that `post4` pushes (times 4). Where there is
 * one, leaves the offset of the synapse in bytes on the stack and runs `found`.
 */
export const findInRuns = (
  context: Context,
  layout: Layout & { kind: 'rows' },
  pre4: number,
  post4: () => void,
  found: () => void,
) => {
  const { code } = context
  const tables = runTables(context, layout)
  const [r4, last, i] = [code.local('i32'), code.local('i32'), code.local('i32')]
  code.get(pre4)
  code.emit('i32.load', tables.rowStart)
  code.set(r4)
  code.get(pre4)
  code.emit('i32.load', tables.rowStart + 4)
  code.set(last)
  code.block(() =>
    code.loop(() => {
      code.get(r4)
      code.get(last)
      code.emit('i32.ge_s')
      code.emit('br_if', 1)
      post4()
      code.get(r4)
      code.emit('i32.load', tables.runPost)
      code.emit('i32.sub')
      code.tee(i)
      code.get(r4)
      code.emit('i32.load', tables.runLength)
      code.emit('i32.lt_u')
      code.when(() => {
        code.get(r4)
        code.emit('i32.load', tables.runOffset)
        code.get(i)
        code.emit('i32.add')
        found()
      })
      code.get(r4)
      code.plus(4)
      code.set(r4)
      code.emit('br', 0)
    }),
  )
}
