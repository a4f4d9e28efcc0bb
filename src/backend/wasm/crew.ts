/** Threads that do the pieces of a program together. One leads, the others follow; they meet in a few numbers that all of them see. */

const [ROUND, PIECE, LEFT, FAILED, RESULTS] = [0, 1, 2, 3, 4]
const END = -1

/** [round, piece, threads that are not done with it, whether one failed, the result of each thread] */
export const controlFor = (threads: number): Int32Array<SharedArrayBuffer> =>
  new Int32Array(new SharedArrayBuffer(4 * (RESULTS + threads)))

/** Work of one thread on a piece. Gives the lanes that go on. */
export type Work = (piece: number) => number

export interface Leader {
  /** All threads do the piece; the sum of what they give. Throws Error where one of them failed. */
  together(piece: number): number
  /** The others end. */
  end(): void
}

export const leader = (control: Int32Array, threads: number, work: Work): Leader => {
  const begin = (piece: number) => {
    Atomics.store(control, PIECE, piece)
    Atomics.store(control, LEFT, threads - 1)
    Atomics.add(control, ROUND, 1)
    Atomics.notify(control, ROUND)
  }
  return {
    together: piece => {
      begin(piece)
      let going = work(piece)
      for (let left = threads - 1; left > 0; left = Atomics.load(control, LEFT)) waitWhile(control, LEFT, left)
      if (Atomics.load(control, FAILED) !== 0) throw new Error('a thread that computes lanes failed')
      for (let thread = 1; thread < threads; thread++) going += control[RESULTS + thread]
      return going
    },
    end: () => begin(END),
  }
}

/** Does its share of each piece until the leader ends; it blocks the thread that it is in. */
export const follow = (control: Int32Array, thread: number, work: Work): void => {
  for (let round = 1; ; round++) {
    waitWhile(control, ROUND, round - 1)
    const piece = Atomics.load(control, PIECE)
    if (piece === END) return
    try {
      control[RESULTS + thread] = work(piece)
    } catch {
      Atomics.store(control, FAILED, 1)
    }
    if (Atomics.sub(control, LEFT, 1) === 1) Atomics.notify(control, LEFT)
  }
}

/** Looks so often before it sleeps: pieces follow one another within microseconds, and waking up takes longer than that. */
const LOOKS = 2000

const waitWhile = (control: Int32Array, index: number, value: number): void => {
  for (let look = 0; look < LOOKS; look++) if (Atomics.load(control, index) !== value) return
  while (Atomics.load(control, index) === value) Atomics.wait(control, index, value)
}
