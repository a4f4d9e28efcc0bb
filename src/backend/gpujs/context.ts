/** What is known while kernels are lowered, and what they run with. */
import type { Column, Kernel, Layout, Plan } from '../../plan/plan.ts'
import type { Logbook } from '../logbook.ts'
import { clocks, type Names, readable } from '../names.ts'
import type { Source, Sources } from './expression.ts'
import type { Argument, Handle, Library, Program } from './library.ts'
import type { Placement } from './placement.ts'
import { ONE, onCard } from './rounding.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

export interface Lowering {
  readonly plan: Plan
  readonly names: Names
  readonly placement: Placement
  readonly library: Library
  readonly tables: Tables
  /** Adds a column for values in between, shared by the lanes, and gives its name. */
  temporary(size: number, more?: Partial<Column>): string
  sizeOf(column: string): number
}

export interface Runtime {
  readonly store: Store
  readonly library: Library
  readonly lanes: number
  readonly logs: Logbook
  active(lane: number): boolean
  /** The kernel as plain JavaScript over the host's side of the columns. */
  compile(kernel: Kernel): (lane: number) => void
}

/** A kernel of the plan for one lane; those that run once are called with lane 0. */
export type Task = (lane: number, runtime: Runtime) => Promise<void>

/** A kernel of gpu.js and where its arguments come from. */
export interface Device {
  readonly program: Program
  readonly sources: readonly Source[]
}

/** The kernel, or undefined where it reads more columns than the card can give it at once, or longer ones. */
export const deviceOf = (
  size: number,
  sources: Sources,
  lines: readonly string[],
  lowering: Lowering,
): Device | undefined => {
  const { list } = sources
  const lengths = list.map(source => lengthOf(source, lowering))
  const { mostColumns, mostElements, resident } = lowering.library
  const columns = lengths.filter(length => length !== 'number')
  if (columns.length > mostColumns || Math.max(size, ...columns) > mostElements) return undefined
  const names = list.map((_, i) => `a${i}`)
  if (resident) {
    names.push(ONE)
    lengths.push('number')
  }
  const plain = [`function kernel(${names.join(', ')}) {`, ...lines.map(line => `  ${line}`), '}'].join('\n')
  return { program: { text: resident ? onCard(plain) : plain, size, arguments: lengths }, sources: list }
}

const lengthOf = (source: Source, { sizeOf, tables }: Lowering): number | 'number' => {
  if (source.from === 'column') return sizeOf(source.column)
  return source.from === 'table' ? tables.size(source.layout, source.table) : 'number'
}

const argument = (source: Source, lane: number, tables: Tables, { store }: Runtime): Argument => {
  switch (source.from) {
    case 'column':
      return store.input(source.column, lane, source.lag)
    case 'clock':
      return store.clocks[lane * clocks.length + readable.indexOf(source.name)]
    case 'lane':
      return lane
    case 'number':
      return source.value
    case 'table':
      return tables.get(source.layout, source.table)
  }
}

const valuesOf = ({ sources }: Device, lane: number, tables: Tables, runtime: Runtime): Argument[] => {
  const values = sources.map(source => argument(source, lane, tables, runtime))
  return runtime.library.resident ? [...values, 1] : values
}

export const keep = (device: Device, lane: number, tables: Tables, runtime: Runtime): Handle =>
  runtime.library.keep(device.program, valuesOf(device, lane, tables, runtime))

export const read = (device: Device, lane: number, tables: Tables, runtime: Runtime): Promise<Float32Array> =>
  runtime.library.read(device.program, valuesOf(device, lane, tables, runtime))

/** Elements of a layout that an index of a float can reach. */
export const isReachable = (layout: Layout): boolean => layout.size < 2 ** 24 && layout.pres * layout.posts < 2 ** 24
