/** Shows presentations of a run again, apart from the page, so that a large network does not hold it up and can be ended. */
import { type Replayed, replay } from '../../../src/sim/replay.ts'
import type { ReplayRequest } from '../../../src/sim/replay-request.ts'

export type Answer = { replayed: Replayed } | { done: true } | { failure: string }

const tell = (answer: Answer) => self.postMessage(answer)

self.addEventListener('message', (event: MessageEvent<ReplayRequest>) => {
  replay(event.data, replayed => tell({ replayed })).then(
    () => tell({ done: true }),
    error => tell({ failure: String((error as Error).message) }),
  )
})
