/** Who asks for the learned columns of a run while it goes on: they are read between two presentations, once for all who wait. */
import type { Learned } from './network.ts'

export interface Readers {
  ask(): Promise<Learned>
  waiting(): boolean
  /** Gives all who wait what `read` gives, or its error. */
  serve(read: () => Promise<Learned>): Promise<void>
}

interface Waiting {
  resolve(learned: Learned): void
  reject(error: unknown): void
}

export const readers = (): Readers => {
  let waiting: Waiting[] = []
  return {
    ask: () => new Promise((resolve, reject) => waiting.push({ resolve, reject })),
    waiting: () => waiting.length > 0,
    serve: async read => {
      const served = waiting
      waiting = []
      try {
        const learned = await read()
        for (const one of served) one.resolve(learned)
      } catch (error) {
        for (const one of served) one.reject(error)
      }
    },
  }
}
