import type { Replayed } from '../../../src/sim/replay.ts'
import type { ReplayRequest } from '../../../src/sim/replay-request.ts'
import type { Answer } from './worker.ts'

const PATIENCE = 30_000 // ms between two presentations

/** A file beside the page or, where the page is one file, the text inside it. */
const startWorker = (): Worker => {
  const text = document.getElementById('worker')?.textContent
  if (!text) return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  inside ??= URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
  return new Worker(inside)
}

let inside: string | undefined

/** Replays in a worker, which is ended when it takes too long. Rejects with the reason why it could not be done. */
export const replayInWorker = (request: ReplayRequest, tell: (replayed: Replayed) => void): Promise<void> =>
  new Promise((done, fail) => {
    const worker = startWorker()
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
