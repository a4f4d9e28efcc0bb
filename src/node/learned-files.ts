/** Weights and other learned columns as files: all of them before the first epoch, after each epoch those that have changed. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Column, column } from '../data/column.ts'
import { unpack } from '../data/unpack.ts'
import { eachRun } from '../plan/connect.ts'
import type { Planned } from '../plan/protocol.ts'
import type { Learned } from '../sim/network.ts'
import type { RunFolder } from './folder.ts'
import { sha256 } from './hash.ts'
import { padded, writeWeights } from './recordings.ts'

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

/** The learned columns as they were after an epoch that is complete, 0 before the first; undefined where a file is not there. */
export const learnedAfter = (run: RunFolder, planned: Planned, epoch: number): Learned | undefined => {
  const files = new Map<string, Column[] | undefined>()
  const fileOf = (owner: string, at: number): Column[] | undefined => {
    const path = join(run.path, 'weights', `${owner}-${padded(at)}.safetensors`)
    if (!files.has(path)) files.set(path, existsSync(path) ? unpack(readFileSync(path), path).columns : undefined)
    return files.get(path)
  }
  const learned: Learned = {}
  for (const name of planned.learned) {
    const owner = ownerOf(planned, name)
    const named = (c: Column) => c.name === name.slice(owner.length + 1)
    // What is still as it was at the beginning stands only there.
    const found = fileOf(owner, epoch)?.find(named) ?? fileOf(owner, 0)?.find(named)
    if (!found) return undefined
    learned[name] = elements(planned, name, found)
  }
  return learned
}

/** A matrix of synapses in the order of their layout. */
const elements = (planned: Planned, name: string, { data }: Column): Learned[string] => {
  const values = data as Learned[string]
  const layout = planned.plan.layouts.find(l => l.name === columnOf(planned, name).layout)
  if (!layout) return values
  const out = new Float32Array(layout.size)
  eachRun(layout, (pre, post, element, length) => {
    const row = pre * layout.posts + post
    out.set(values.subarray(row, row + length), element)
  })
  return out
}
