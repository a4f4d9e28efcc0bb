/**
 * A plan as a module: a function for each kernel, for each part of a program one that calls them, and for the ticks of a phase a loop, so that
 * a phase is one call. For several threads the parts stand there in pieces besides.
 */
import type { Kernel, Program } from '../../plan/plan.ts'
import { kernelsOf, type Names, parts } from '../names.ts'
import { encodeModule } from './bytes.ts'
import { activate, anyLogFull, nextTick, ticks } from './emit-ticks.ts'
import type { MemoryMap } from './map.ts'
import { type ModuleWriter, moduleWriter } from './module-writer.ts'
import { withPairs } from './pairs.ts'
import { areApart, type Call, callOf, inStretches, type Piece, type Stretch } from './pieces.ts'

/**
 * Export of part `part` of the program number `program`, for the lanes that are listed. Ticks take a range of lanes, from and to in bytes from the
 * first lane, and give 0 when all of them are done.
 */
export const exportName = (program: number, part: (typeof parts)[number]) => `${part}${program}`
/** Export that lists the lanes of a range that have ticks left; the result is not 0 if there are any. */
export const ACTIVATE = 'activate'
/** Export that says whether some log of a range of lanes might not hold what one more part of a program adds. */
export const FULL = 'full'

export const PAGE = 65536
/** The largest memory that WebAssembly has: 4 GiB. */
export const MOST_PAGES = 65536

export interface Built {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Kernels that call the host, by their number. */
  readonly routines: readonly Extract<Kernel, { verb: 'routine' }>[]
  /** What threads do together, the same list in each of them. */
  readonly pieces: readonly Piece[]
  /** The pieces of a part, by the name of its export, as numbers; none where one thread does it alone. */
  readonly piecesOf: ReadonlyMap<string, readonly number[]>
}

/** What the memory must be able to hold is known after this: map.size(). */
export const buildModule = (names: Names, map: MemoryMap, shared?: { maximum: number }): Built => {
  const exports: Record<string, number> = {}
  const routines = kernelsOf(names.plan).filter(k => k.verb === 'routine')
  const writer = moduleWriter(names, map, routines)
  const loop = looper(writer, names, map, exports)
  const pieces: Piece[] = []
  const piecesOf = new Map<string, number[]>()
  const addPiece = (name: string, { of, calls }: Stretch, isTick: boolean) => {
    const called = writer.calls(calls, of === 'rows' ? map.share : undefined)
    exports[name] = isTick ? loop(called, calls) : called
    return pieces.push({ of, name }) - 1
  }
  eachPart(names, (name, calls, isTick) => {
    const stretches = inStretches(calls)
    const isApart = isTick && areApart(stretches)
    const called = writer.calls(calls)
    exports[name] = isTick ? loop(called, isApart ? calls : undefined) : called
    if (map.share.threads === 1 || (isTick && !isApart)) return
    const numbers = stretches.map((stretch, i) => addPiece(`${name}.${i}`, stretch, isTick))
    piecesOf.set(name, numbers)
  })
  const imports = [{ name: 'routine', params: ['i32'], results: [] }] as const
  const memory = { initial: Math.ceil(map.size() / PAGE), maximum: shared?.maximum, shared: shared !== undefined }
  const bytes = encodeModule({ memory, imports, functions: writer.functions, exports })
  return { bytes, routines, pieces, piecesOf }
}

const eachPart = (names: Names, visit: (name: string, calls: Call[], isTick: boolean) => void): void =>
  Object.values(names.plan.programs).forEach((program: Program, i) => {
    for (const part of parts) {
      const calls = withPairs(program[part], names).map(kernel => callOf(kernel, names))
      visit(exportName(i, part), calls, part === 'tick')
    }
  })

/** The functions that go over lanes, and one that makes a loop over ticks: some lanes at a time, where `apart` are the calls of lanes that do not meet. */
const looper = (writer: ModuleWriter, names: Names, map: MemoryMap, exports: Record<string, number>) => {
  const [move, activated] = [writer.add(nextTick(map)), writer.add(activate(map))]
  const full = writer.add(anyLogFull(names, map))
  Object.assign(exports, { [ACTIVATE]: activated, [FULL]: full })
  return (call: number, apart?: readonly Call[]) => {
    const lanes = apart ? atOnce(map, apart) : map.lanes
    return writer.add(ticks({ call, move, activate: activated, full }, lanes * map.laneBytes))
  }
}

/** A multiple of four where matrices are multiplied: they take four lanes at a time. */
const atOnce = ({ lanesAtOnce }: MemoryMap, calls: readonly Call[]): number =>
  calls.some(call => call.once) ? Math.max(4, lanesAtOnce - (lanesAtOnce % 4)) : lanesAtOnce
