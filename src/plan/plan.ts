/**
 * The plan: what a back end is given. Names, units, order and phases are resolved; only kernels over columns are left.
 * A back end never sees a neuron.
 *
 * Numbers: time in ms, whole ticks as i32. All f32 arithmetic is rounded after each operation, in the order written.
 */
import type { Node } from '../lang/node.ts'

export interface Plan {
  name: string
  dt: number // ms
  lanes: number
  columns: Column[]
  lists: EventList[]
  layouts: Layout[]
  /** Entry points by name, e.g. 'train.0.forward'. A phase has begin, tick and end; a moment (stage end, presentation end) only `end`. */
  programs: Record<string, Program>
  /** The stream number of each draw key: column 'keys' holds key(seed, replica, stream) at element i. Filled by the host. */
  streams: string[]
}

/**
 * A named array. Memory order is [lane if per lane][slot][size padded to a multiple of 16]; the padding is 0 at the start, and what
 * kernels leave there is undefined and never read by the host.
 * `slots` > 1 makes a ring (a power of two): 'newest' is the slot written last; kernel `turn` moves on to the next.
 */
export interface Column {
  name: string // 'hidden.soma.v', 'projections.w1.w', 'hidden.basal.input'
  type: 'f32' | 'i32'
  size: number
  slots: number
  perLane: boolean
  unit: string // of the values as kept: 'mV', 'ms', '1'
  role: 'state' | 'learned' | 'weight' | 'synapse' | 'trace' | 'port' | 'drive' | 'parameter' | 'temporary' | 'scalar'
  /** Set for role weight and synapse: the name of the layout that maps synapses to elements (size = layout.size). */
  layout?: string
  initial?: number | ArrayLike<number> // value(s) after clear(), default 0; learned, weight and synapse columns are not cleared
}

/**
 * Events of a population: per tick a list of entries (unit | (count - 1) << 24), units rising, count 1..255.
 * `slots` lists are kept as a ring (a power of two); `turn` is implied by the kernel that raises or replays it.
 */
export interface EventList {
  name: string // 'hidden.spike'
  units: number
  slots: number
}

/**
 * How the synapses of a projection lie in memory.
 * dense: element = pre * stride + post, stride = posts padded to a multiple of 16.
 * rows: for each pre, runs of contiguous posts: run r of pre p (rowStart[p] <= r < rowStart[p + 1]) covers posts
 * runPost[r] .. runPost[r] + runLength[r] - 1 and lies at elements runOffset[r] ..; padding of a run is up to the next multiple of 4.
 * `index` of a synapse is pre * posts + post in both.
 */
export type Layout =
  | { name: string; kind: 'dense'; pres: number; posts: number; stride: number; size: number }
  | {
      name: string
      kind: 'rows'
      pres: number
      posts: number
      size: number
      rowStart: Int32Array
      runPost: Int32Array
      runLength: Int32Array
      runOffset: Int32Array
    }

/**
 * begin runs before the first tick of a phase, end after its last. Every kernel runs for each lane that is not masked
 * (a lane is masked from its own last tick on; `end` runs for all lanes).
 * Within a tick the clocks of a lane are: tick (from the start of the presentation), time and left (within the phase).
 * In `end` kernels and moments they stand as in the last tick (tick = that of the last tick, left = 0); in `begin` as in the first.
 */
export interface Program {
  begin: Kernel[]
  tick: Kernel[]
  end: Kernel[]
}

/** Scalars. i32 per lane, set by the host or moved on by the machine: see Leaf 'scalar'. */
export type Clock = 'presentation' | 'tick' | 'time' | 'left'
/** f32 scalars of the run, set by the host: kept as f32 column 'scalars', one element per name. */
export type RunScalar = 'epoch' | 'progress'

export type Statement =
  /**
   * column[element] = value, as it is: the plan has applied the primitive `flush` (f32 -> f32: 0 where |x| < 2^-100) where it is due.
   * Rings: the newest slot. IMPORTANT: nodes are pure. A load of a column at the element itself ('unit', 'synapse') means its value
   * BEFORE any store of this kernel, wherever the node is used; only the keeping of old values by a `when` sees earlier stores.
   */
  | { do: 'store'; column: string; value: Node }
  /** Append (unit, count) to the newest list where value > 0 (bool: count 1; i32: the count, capped at 255). Turns the list before the first unit. At most one raise per event and kernel. */
  | { do: 'raise'; event: string; value: Node }
  /** Body for the units where test holds; stores in it keep the old value elsewhere. Skipped where no unit of a vector holds. */
  | { do: 'when'; test: Node; body: Statement[] }

/** An event is due where base + since * slope > above, in float32; it stays so until an event changes the line. */
export interface Line {
  base: Node
  slope: Node
  since: string // column, f32: one more each tick
  above: number
}

/** When a unit does nothing in a tick but count: see quiet.ts. Only a hint: the bits are those of evaluating every unit. */
export interface Quiet {
  lines: Line[] // no line is above its constant,
  ports: string[] // these columns are 0,
  always: Node[] // and none of these holds: they read nothing but clocks
  counters: string[] // then a tick adds 1 to these, and that is all
}

export type Kernel =
  /**
   * Every unit, statements in order. A step that stores to a column shared by lanes (perLane false) runs once, not for each lane; it
   * must not write columns of a lane too, unless there is one lane. So does every kernel that writes a shared column: it reads lane 0.
   * `active`: only the units in the compacted list made by a 'compact' kernel; then the body only raises, unit indices come
   * from the list and leaves `at: 'slot'` read hoisted columns by list position.
   * `quiet`: which units may be skipped in a tick. At the end of a phase all must stand as if none had been.
   */
  | {
      verb: 'step'
      name: string
      units: number
      body: Statement[]
      active?: { list: string; count: string }
      quiet?: Quiet
    }
  /** list = rising units where guard holds; count[0] = how many; hoisted[k] column gets its value at the list position. Past the count they are undefined. */
  | {
      verb: 'compact'
      name: string
      units: number
      guard: Node
      list: string
      count: string
      hoisted: { column: string; value: Node }[]
    }
  /** Move a ring column to its next slot, and set that slot to 0 if `zero`. */
  | { verb: 'turn'; column: string; zero: boolean }
  /** Every element = value; rings: the slot written `slot` writes ago, default 0. */
  | { verb: 'fill'; column: string; value: number; slot?: number }
  /**
   * port[post] += w, added n times for a count of n, over the entries of list slot `lag`, rising; one accumulator per receiver that
   * starts with the port's value (so several carries into one port continue one sum).
   * `slot`: lag of the port's ring slot written (recarry), default 0.
   */
  | {
      verb: 'carry'
      projection: string
      layout: string
      weights: string
      event: string
      lag: number
      port: string
      slot?: number
      transposed?: boolean
    }
  /** The same with a graded column: port[post] += w * value[pre] for pres rising; value 0 may be skipped. transposed: the roles of pre and post of the layout are exchanged. */
  | {
      verb: 'carry-graded'
      projection: string
      layout: string
      weights: string
      value: string
      valueLag?: number
      port: string
      transposed?: boolean
    }
  /**
   * Every synapse in the rows (pres) where `rows` holds, statements in order (stores to the weight, synapse columns).
   * `posts`: only the posts with an entry in the newest list of this event; `pres`: likewise.
   * `lanes`: sums over lanes computed before the body for each synapse; the body reads sum k as leaf load '#lanes.k' at synapse.
   * Runs once: elsewhere the body reads lane 0; where rows, pres or posts differ between lanes, one lane that has it is enough.
   */
  | {
      verb: 'learn'
      projection: string
      layout: string
      rows?: Node
      pres?: string
      posts?: string
      body: Statement[]
      lanes?: Node[]
    }
  /**
   * A reduction; written to column `into`, which has `units` elements if axis is 'group' (each unit gets the value of its group), one element for 'all'.
   * Order for sum, count: 16 partials over i mod 16 (i within the group), then j += j + 8, + 4, + 2, + 1. max, argmax: first on ties; argmax gives the index in the group.
   * max of nothing is the lowest number. Sums of f32 need an f32 column; whole numbers fit in either.
   */
  | {
      verb: 'fold'
      fold: 'sum' | 'max' | 'count' | 'argmax'
      axis: 'group' | 'all'
      units: number
      members: number
      value: Node
      into: string
    }
  /** Sum over lanes, rising, one accumulator: into is shared by lanes, one element per unit. */
  | { verb: 'fold-lanes'; fold: 'sum' | 'max' | 'count'; units: number; value: Node; into: string }
  /**
   * Reduction of an equation over synapses. axis 'pre': one value per post (pres rising, one accumulator per post); 'post': one per pre
   * (posts rising, one accumulator); 'all': one value: 16 partials by post mod 16, pres rising then posts rising, then halved as in fold.
   * `turned`: the layout has the ends exchanged (turn.ts); 'all' then goes by pre mod 16, posts rising then pres rising: the same sum.
   */
  | {
      verb: 'fold-synapses'
      fold: 'sum' | 'max' | 'count'
      axis: 'pre' | 'post' | 'all'
      layout: string
      value: Node
      into: string
      turned?: boolean
    }
  /** into[unit] = sum over k rising of table[k] * count(unit) in list slot lag + k: one accumulator per unit, from 0; each product rounded. */
  | { verb: 'taps'; event: string; lag: number; table: readonly number[]; into: string }
  /** Raise the given counts of tick `clock.tick`: start[tick] .. start[tick + 1] are the entries (packed as in EventList). Turns the list. */
  | { verb: 'replay'; event: string; start: string; entries: string; ticks: number }
  /** A hand-written body on the host, in double: HSIC and the like. */
  | { verb: 'routine'; name: string; reads: string[]; writes: string[]; params: Record<string, number> }
  /** Where tick % every is 0: append the newest list of an event, or a column's values, to the log of the probe (drained by the host). */
  | { verb: 'log'; probe: string; event?: string; column?: string; every: number }
