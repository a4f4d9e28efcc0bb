/**
 * The page of the viewer: an installed package has it; in a clone Vite builds it when it is first needed, and again when its sources
 * have changed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RunError } from '../errors.ts'

/** Where the sources of the page lie, if anywhere, and where the page that is made of them. */
export interface PagePlace {
  root: string
  page: string
}

/** From the bundle (dist/*.js, with dist/viz beside it), or from this source. */
const ownPlace = (): PagePlace => {
  const isSource = import.meta.url.endsWith('.ts')
  const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  return { root: at(isSource ? '../../' : '../'), page: at(isSource ? '../../dist/viz' : './viz') }
}

export const builtPage = (): string => ownPlace().page

/** The folder of the page, built if need be; `say` is told before that. Throws RunError where it cannot be built. */
export const readyPage = (say: (text: string) => void, { root, page } = ownPlace()): string => {
  if (!isClone(root) || isFresh(root, page) || !existsSync(viteOf(root))) return checked(page)
  say('building the page of the viewer, a few seconds ...')
  build(root, page)
  return checked(page)
}

const viteOf = (root: string): string => join(root, 'node_modules', 'vite', 'bin', 'vite.js')
const isClone = (root: string): boolean => existsSync(join(root, 'viz', 'index.html'))

const checked = (page: string): string => {
  if (existsSync(join(page, 'index.html'))) return page
  throw new RunError(
    'the page of the viewer is not built, and what builds it is not installed: run `npm ci` in the clone',
  )
}

/** Whether the page is newer than every file that it may be made from. */
const isFresh = (root: string, page: string): boolean => {
  const built = changedAt(join(page, 'index.html'))
  return sourcesIn(root).every(path => changedAt(path) <= built)
}

const changedAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

const sourcesIn = (root: string): string[] => [
  ...['viz', 'src'].flatMap(folder => filesIn(join(root, folder))),
  join(root, 'vite.config.ts'),
]

const filesIn = (folder: string): string[] => {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  return entries.filter(e => e.isFile()).map(e => join(e.parentPath ?? e.path, e.name))
}

/** Builds aside and renames, so that a server that is running never sees half a page. */
const build = (root: string, page: string): void => {
  const [aside, old] = ['new', 'old'].map(what => `${page}-${what}-${process.pid}`)
  const args = [viteOf(root), 'build', '--logLevel', 'error', '--outDir', aside, '--emptyOutDir']
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) {
    rmSync(aside, { recursive: true, force: true })
    throw new RunError(`the page of the viewer could not be built: ${stderr.trim().split('\n')[0] || 'Vite failed'}`)
  }
  if (existsSync(page)) renameSync(page, old)
  renameSync(aside, page)
  rmSync(old, { recursive: true, force: true })
}
