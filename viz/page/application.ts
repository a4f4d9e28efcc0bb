import { cell } from '../cell.ts'
import { clockOf } from '../clock.ts'
import { h } from '../dom.ts'
import { type Link, readHash, writeHash } from '../hash.ts'
import { type DroppedFile, droppedSource, filesOfDrop, filesOfInput, isSameRun } from '../source/dropped.ts'
import { openRun, type RunView } from '../source/run-view.ts'
import type { RunEntry, Source } from '../source/source.ts'
import { SPEED } from '../speeds.ts'
import { type Curves, patch, START, type Stage, type ViewState } from '../stage.ts'
import { comparison } from './comparison.ts'
import { header } from './header.ts'
import { openHelp } from './help.ts'
import { type Key, listen } from './keys.ts'
import { mountRun } from './mount-run.ts'
import { openRunsDialog } from './runs-dialog.ts'
import { startingView } from './starting-view.ts'
import { brokenState, emptyState, loadingState, noRunState } from './states.ts'
import { themeCell } from './theme.ts'

/** The whole page. `start` gives it a source of runs, or none; more may be dropped on it at any time. */
export const application = (root: HTMLElement) => {
  const theme = themeCell()
  const others = cell<readonly Curves[]>([])
  const content = h('main', { class: 'content', id: 'content', tabindex: -1 })
  const picker = h('input', {
    type: 'file',
    multiple: true,
    webkitdirectory: true,
    hidden: true,
    'aria-label': 'Run folders',
  })
  const openFiles = () => picker.click()
  const generalKeys: Key[] = [
    { keys: ['o'], shown: 'o', about: 'list of runs', run: () => void chooseRun() },
    {
      keys: ['d'],
      shown: 'd',
      about: 'light or dark',
      run: () => theme.set(theme.get() === 'light' ? 'dark' : 'light'),
    },
    { keys: ['?'], shown: '?', about: 'this list', run: () => openHelp(keys) },
  ]
  let keys: Key[] = generalKeys
  const head = header({ theme, openRuns: () => void chooseRun(), openHelp: () => openHelp(keys), openFiles })
  const skip = h('a', { class: 'skip', href: '#content' }, 'Skip to the panels')
  skip.addEventListener('click', event => {
    event.preventDefault() // the hash is taken by the state of the view
    content.focus()
  })
  root.append(skip, head.element, content, picker)

  const sources: Source[] = []
  const compared = comparison(others, sources)
  let stage: Stage | undefined
  let closeRun = () => {}
  let stopKeys = listen(generalKeys)
  let writing = 0

  const listRuns = async (): Promise<(RunEntry & { source: Source })[]> => {
    const lists = await Promise.all(sources.map(async source => (await source.runs()).map(run => ({ ...run, source }))))
    return lists.flat()
  }
  const chooseRun = async () => {
    const runs = await listRuns().catch(() => [])
    const current = stage?.run.id ?? ''
    openRunsDialog({
      runs,
      current,
      compared: compared.ids(),
      openFiles,
      open: id => {
        if (stage && id !== stage.run.id) history.pushState(null, '', `#run=${id}`) // Back leads to the run before
        void open(id, readHash(''))
      },
      compare: ids => void compared.set(ids),
    })
  }
  const find = async (id: string) => (await listRuns()).find(run => run.id === id)
  const setKeys = (more: Key[]) => {
    stopKeys()
    keys = [...more, ...generalKeys]
    stopKeys = listen(keys)
  }
  const show = (state: HTMLElement) => {
    closeRun()
    closeRun = () => {}
    stage = undefined
    setKeys([])
    head.setRun(undefined)
    content.replaceChildren(state)
  }
  const open = async (id: string, link: Link) => {
    document.querySelector<HTMLDialogElement>('dialog[open]')?.close()
    show(loadingState(id))
    let run: RunView
    try {
      const entry = await find(id)
      if (!entry) throw new Error('There is no run of this name here.')
      run = await openRun(id, entry.source.files(id))
    } catch (error) {
      return show(brokenState(id, (error as Error).message, () => void chooseRun()))
    }
    const view = cell<ViewState>({ ...START, ...startingView(run), ...link.view })
    stage = { run, view, clock: clockOf(run), theme, others }
    if (link.now !== undefined) stage.clock.seek(link.now)
    if (link.speed !== undefined) stage.clock.speed.set(link.speed)
    content.replaceChildren()
    closeRun = mountRun(content, stage, head, setKeys, save)
    if (link.compare.length > 0) void compared.set(link.compare)
    save()
  }
  const save = () => {
    clearTimeout(writing)
    document.documentElement.dataset.link = 'pending'
    writing = window.setTimeout(() => {
      document.documentElement.dataset.link = 'written'
      if (!stage) return
      const { clock, run, view } = stage
      const time = { now: clock.now.get(), speed: clock.speed.get() }
      const hash = writeHash(run.id, compared.ids(), time, view.get(), startingView(run))
      if (hash !== location.hash) history.replaceState(null, '', hash)
    }, 250)
  }
  others.on(save)
  const addFiles = async (files: readonly DroppedFile[]) => {
    const source = droppedSource(files)
    const runs = await source.runs()
    if (runs.length === 0) return show(noRunState(files[0]?.path ?? 'nothing', () => void chooseRun()))
    sources.unshift(source)
    const link = readHash(location.hash)
    const found = (id: string) => runs.find(run => isSameRun(run.id, id))?.id
    const wanted = stage ? undefined : found(link.run) // what the address asks for
    const compare = link.compare.map(id => found(id) ?? id)
    await open(wanted ?? runs[0].id, wanted ? { ...link, compare } : readHash(''))
    if (runs.length > 1 && !wanted) await chooseRun()
  }
  picker.addEventListener('change', () => picker.files && void addFiles(filesOfInput(picker.files)))
  listenDrop(root, addFiles)
  window.addEventListener('hashchange', () => {
    const link = readHash(location.hash)
    if (stage && link.run === stage.run.id) {
      patch(stage.view, { ...START, ...startingView(stage.run), ...link.view })
      stage.clock.seek(link.now ?? 0)
      stage.clock.speed.set(link.speed ?? SPEED)
      void compared.set(link.compare)
    } else if (link.run) void open(link.run, link)
  })

  /** Nothing to show yet: the first run that appears is opened by itself. */
  const waitForRun = (source: Source | undefined, wanted: string) => {
    show(emptyState(openFiles, wanted))
    const stop = source?.watch?.(async () => {
      const [first] = await source.runs()
      if (!first) return
      stop?.()
      if (!stage) await open(first.id, readHash(''))
    })
  }
  const start = async (source: Source | undefined) => {
    if (source) sources.push(source)
    const link = readHash(location.hash)
    const runs = await listRuns().catch(() => [])
    const newest = [...runs].sort((a, b) => b.updated.localeCompare(a.updated))[0]
    if (source && (link.run || newest)) await open(link.run || newest.id, link)
    else waitForRun(source, link.run)
  }
  return { start: (source: Source | undefined) => void start(source) }
}

const listenDrop = (root: HTMLElement, add: (files: DroppedFile[]) => Promise<void>): void => {
  const over = (on: boolean) => document.body.classList.toggle('dropping', on)
  root.ownerDocument.addEventListener('dragover', event => {
    event.preventDefault()
    over(true)
  })
  root.ownerDocument.addEventListener('dragleave', event => event.relatedTarget === null && over(false))
  root.ownerDocument.addEventListener('drop', event => {
    event.preventDefault()
    over(false)
    if (event.dataTransfer) void filesOfDrop(event.dataTransfer).then(add)
  })
}
