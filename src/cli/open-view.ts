/** The viewer of a command that trains, read only when it is wished for. */
import type { LiveView } from './live-view.ts'
import type { RunOptions } from './run-options.ts'
import type { Say } from './say.ts'

export type { LiveView }

/** Throws RunError where the port is taken or the page cannot be built. */
export const openView = async (text: string, { out, port = 0, open }: RunOptions, say: Say): Promise<LiveView> => {
  const { liveView, runsOf } = await import('./live-view.ts')
  return liveView(runsOf(text, out), { port, open }, say)
}
