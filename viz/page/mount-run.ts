import { h } from '../dom.ts'
import { schedule } from '../frames.ts'
import { type Stage, setWindow } from '../stage.ts'
import type { Header } from './header.ts'
import type { Key } from './keys.ts'
import { runKeys } from './run-keys.ts'
import { followClock, mountTransport } from './transport.ts'
import { workspace } from './workspace.ts'

/** Puts an open run on the page; returns what takes it off again. */
export const mountRun = (
  content: HTMLElement,
  stage: Stage,
  head: Header,
  setKeys: (keys: Key[]) => void,
  save: () => void,
): (() => void) => {
  const space = workspace(stage)
  const foot = h('div', { class: 'transport', role: 'region', 'aria-label': 'Time' })
  content.append(space.root, foot)
  head.tabs.replaceChildren(space.tabs)
  setKeys(runKeys(stage, space))
  const stopTransport = mountTransport(foot, stage)
  const refreshHead = () => head.setRun(stage)
  refreshHead()
  let end = stage.run.length
  const follow = () => {
    schedule(refreshHead)
    const grown = stage.run.length - end
    end = stage.run.length
    const { follow, from, to } = stage.view.get()
    if (!follow || grown <= 0 || stage.clock.playing.get()) return
    setWindow(stage, end - (to - from), end)
    stage.clock.seek(end - 1)
  }
  const stops = [
    stage.view.on(save),
    stage.clock.now.on(save),
    stage.run.changed.on(follow),
    followClock(stage),
    stopTransport,
  ]
  return () => {
    stage.clock.stop()
    for (const stop of stops) stop()
    space.destroy()
    stage.run.close()
    head.tabs.replaceChildren()
  }
}
