/** The contract between a plan and whatever executes it. */
import type { Plan } from '../plan/plan.ts'

export interface Backend {
  readonly name: string
  readonly device: string
  /** Whether a graphics card is only emulated on the processor: for tests, slow. */
  readonly software?: boolean
  load(plan: Plan): Promise<Machine>
  close(): void
}

/** One network in memory: the columns of a plan and its entry points. Lanes inside; a replica is another machine. */
export interface Machine {
  /** Sets all elements of a column (for a ring: the newest slot), without padding. `lane` undefined: every lane. */
  write(column: string, values: ArrayLike<number>, lane?: number): void
  /** A copy of a column's elements, without padding (rings: the newest slot; layouts of weights: all `size` elements). */
  read(column: string, lane?: number): Promise<Float32Array | Float64Array | Int32Array>
  /** Clock of a lane before the next advance. */
  clock(lane: number, clocks: { presentation?: number; tick?: number }): void
  /** Runs phase `program`: begin, then for each lane lengths[lane] ticks, then end. `lengths` has one entry a lane. */
  advance(program: string, lengths: ArrayLike<number>): void
  /** Runs only the `end` kernels of a program (stage begin, presentation end ...). */
  fire(program: string): void
  /** Sets every column of role state, trace, port, drive, temporary, all rings and event lists to its initial value. */
  clear(): void
  /** What the probes logged since the last drain, by probe; resolves when all queued work is done. */
  drain(): Promise<Record<string, Logged>>
  /** Everything needed to go on, bit for bit: all columns, rings with their positions, lists, clocks. */
  save(): Promise<Record<string, ArrayBufferView>>
  restore(saved: Record<string, ArrayBufferView>): void
  close(): void
}

/** Per lane: for events, `entries` as in EventList and `counts`, their number tick by tick; for columns, `values` tick by tick. */
export interface Logged {
  counts: Int32Array[]
  entries: Int32Array[]
  values: (Float32Array | Float64Array | Int32Array)[]
}
