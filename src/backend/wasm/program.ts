/**
 * A plan as a module: a function for each kernel, for each part of a program one that calls them, and for the ticks of a phase a loop, so that
 * a phase is one call. For several threads the parts stand there in pieces besides.
 */
import type { Kernel, Program } from '../../plan/plan.ts'
import { kernelsOf, type Names, parts } from '../names.ts'
import { encodeModule } from './bytes.ts'
import { activate, anyLogFull, type LaneRange, nextTick, ticks } from './emit-ticks.ts'
import type { MemoryMap } from './map.ts'
import { type ModuleWriter, moduleWriter } from './module-writer.ts'
import { withPairs } from './pairs.ts'
import { type Call, callOf, inStretches, isShared, type Piece } from './pieces.ts'
import { lanesOf } from './share.ts'

/** Export of part `part` of the program number `program`: a function without parameters. Ticks: gives the lanes that go on. */
export const exportName = (program: number, part: (typeof parts)[number]) => `${part}${program}`
/** Exports that count the lanes with ticks left and list them: all, or those of this thread. */
export const ACTIVATE = 'activate'
export const ACTIVATE_OWN = 'activateOwn'
/** Export that says whether some log might not hold what one more part of a program adds. */
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
  const all = looper(writer, names, map, { from: 0, to: map.lanes })
  const own = looper(writer, names, map, lanesOf(map.share, map.lanes))
  Object.assign(exports, { [ACTIVATE]: all.activate, [FULL]: all.full, [ACTIVATE_OWN]: own.activate })
  const pieces: Piece[] = []
  const piecesOf = new Map<string, number[]>()
  const addPiece = (name: string, of: Piece['of'], calls: readonly Call[], isTick: boolean) => {
    const called = writer.calls(calls, of === 'rows' ? map.share : undefined)
    exports[name] = isTick ? own.loop(called) : called
    return pieces.push({ of, name }) - 1
  }
  eachPart(names, (name, calls, isTick) => {
    const called = writer.calls(calls)
    exports[name] = isTick ? all.loop(called) : called
    const stretches = inStretches(calls)
    if (map.share.threads > 1 && isShared(stretches, isTick))
      piecesOf.set(
        name,
        stretches.map((s, i) => addPiece(`${name}.${i}`, s.of, s.calls, isTick)),
      )
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

/** The functions that go over these lanes, and one that makes a loop over ticks. */
const looper = (writer: ModuleWriter, names: Names, map: MemoryMap, lanes: LaneRange) => {
  const [move, activated] = [writer.add(nextTick(map, lanes)), writer.add(activate(map, lanes))]
  const full = writer.add(anyLogFull(names, map, lanes))
  const loop = (called: number) => writer.add(ticks(called, move, activated, full))
  return { activate: activated, full, loop }
}
