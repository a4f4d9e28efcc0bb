import type { Replayed, ReplayRequest } from '../../../src/sim/replay.ts'
import type { Answer } from './worker.ts'

const PATIENCE = 30_000 // ms between two presentations

/** Replays in a worker, which is ended when it takes too long. Rejects with the reason why it could not be done. */
export const replayInWorker = (request: ReplayRequest, tell: (replayed: Replayed) => void): Promise<void> =>
  new Promise((done, fail) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    let timer = 0
    const end = (finish: () => void) => {
      clearTimeout(timer)
      worker.terminate()
      finish()
    }
    const wait = () => {
      clearTimeout(timer)
      timer = window.setTimeout(() => end(() => fail(new Error('it takes too long'))), PATIENCE)
    }
    worker.onerror = event => end(() => fail(new Error(event.message || 'the worker failed')))
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ('failure' in data) return end(() => fail(new Error(data.failure)))
      if ('done' in data) return end(done)
      tell(data.replayed)
      wait()
    }
    wait()
    worker.postMessage(request)
  })
