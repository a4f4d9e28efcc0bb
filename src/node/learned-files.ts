/** Weights and other learned columns as files: all of them before the first epoch, after each epoch those that have changed. */
import { type Column, column } from '../data/column.ts'
import { eachRun } from '../plan/connect.ts'
import type { Planned } from '../plan/protocol.ts'
import type { Learned } from '../sim/network.ts'
import type { RunFolder } from './folder.ts'
import { sha256 } from './hash.ts'
import { writeWeights } from './recordings.ts'

export interface LearnedFiles {
  write(learned: Learned, epoch: number): void
}

/** `initial`: the columns before the first epoch; a column that is still equal to them is not written again. */
export const learnedFiles = (run: RunFolder, planned: Planned, initial: Learned): LearnedFiles => {
  const first = digests(initial)
  return {
    write: (learned, epoch) => {
      const now = digests(learned)
      const changed = planned.learned.filter(name => epoch === 0 || now[name] !== first[name])
      for (const [owner, columns] of byOwner(planned, changed))
        writeWeights(
          run,
          owner,
          epoch,
          columns.map(c => tensor(planned, learned, c)),
        )
    },
  }
}

const digests = (learned: Learned): Record<string, string> =>
  Object.fromEntries(Object.entries(learned).map(([name, values]) => [name, sha256(values)]))

interface Part {
  column: string // in the plan
  name: string // in the file
}

/** The columns of each projection or population: a file each. */
const byOwner = (planned: Planned, names: readonly string[]): Map<string, Part[]> => {
  const owners = new Map<string, Part[]>()
  for (const name of names) {
    const owner = ownerOf(planned, name)
    owners.set(owner, [...(owners.get(owner) ?? []), { column: name, name: name.slice(owner.length + 1) }])
  }
  return owners
}

const ownerOf = (planned: Planned, name: string): string => {
  const { layout } = columnOf(planned, name)
  if (layout !== undefined) return layout
  const { projs, pops } = planned.network
  return [...projs, ...pops].map(o => o.name).find(o => name.startsWith(`${o}.`)) ?? name.split('.')[0]
}

const columnOf = (planned: Planned, name: string) => planned.plan.columns.find(c => c.name === name)!

/** Synapses as [pres, posts], 0 where there is none; others as [units]. */
const tensor = (planned: Planned, learned: Learned, { column: full, name }: Part): Column => {
  const values = learned[full]
  const layout = planned.plan.layouts.find(l => l.name === columnOf(planned, full).layout)
  if (!layout) return column(name, values)
  const dense = new Float32Array(layout.pres * layout.posts)
  eachRun(layout, (pre, post, element, length) => {
    dense.set(values.subarray(element, element + length), pre * layout.posts + post)
  })
  return column(name, dense, [layout.pres, layout.posts])
}
