import { h } from '../dom.ts'
import { schedule } from '../frames.ts'
import { patch, type Stage, setWindow, type ViewState } from '../stage.ts'
import type { Header } from './header.ts'
import type { Key } from './keys.ts'
import { runKeys } from './run-keys.ts'
import { startingView } from './starting-view.ts'
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
  let isYoung = stage.run.presentations.length === 0 // nothing was recorded when the page opened
  const follow = () => {
    schedule(refreshHead)
    const grown = stage.run.length - end
    end = stage.run.length
    const { follow, from, to } = stage.view.get()
    if (!follow || grown <= 0 || stage.clock.playing.get()) return
    const span = isYoung ? firstSpan(stage) : to - from
    isYoung &&= stage.run.presentations.length === 0
    toEnd(span)
  }
  let isMoving = false
  const toEnd = (span: number) => {
    isMoving = true
    setWindow(stage, end - span, end)
    stage.clock.seek(end - 1)
    isMoving = false
  }
  let before = stage.view.get()
  /** Who asks for the newest sees it at once, not with the next news; who looks elsewhere is left there. */
  const beginOrLeave = (now: ViewState) => {
    const begins = now.follow && !before.follow
    const moved = now.from !== before.from || now.to !== before.to
    before = now
    if (isMoving || !now.follow) return
    if (begins && end > 0) toEnd(now.to - now.from)
    else if (moved && now.to < end) patch(stage.view, { follow: false })
  }
  const stops = [
    stage.view.on(save),
    stage.view.on(beginOrLeave),
    stage.clock.now.on(save),
    stage.clock.speed.on(save),
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

/** Ticks that a run shows first, as soon as it has some. */
const firstSpan = ({ run }: Stage): number => {
  const { from = 0, to = 0 } = startingView(run)
  return to - from
}
