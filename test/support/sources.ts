/** The repository as files: what they import, and which folders there are. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Import {
  from: string // path below the root: src/plan/build.ts
  to: string // likewise, or the name of a package: rxjs, node:fs
  /** Types alone: gone when the program runs. */
  types: boolean
}

const isHidden = (name: string) => name.startsWith('.') || ['node_modules', 'dist', 'runs'].includes(name)

/** Folders below `folder`, to a depth, as paths below the root. */
export const foldersIn = (folder: string, depth: number): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !isHidden(entry.name))
    .map(entry => join(folder, entry.name))
    .flatMap(path => [path, ...(depth > 1 ? foldersIn(path, depth - 1) : [])])

/** Files below `folder` whose name ends so. */
export const filesIn = (folder: string, ending = '.ts'): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return isHidden(entry.name) ? [] : filesIn(path, ending)
    return entry.name.endsWith(ending) ? [path] : []
  })

export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')

/** The files that git tracks; all of them, with what is not ignored, where a clone has no git. */
export const committed = (): string[] => {
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  return listed.split('\0').filter(path => path !== '')
}

const WITH_FROM = /^\s*(?:import|export)\s+(type\s+)?([\w$*{},\s]+?)\s+from\s+['"]([^'"]+)['"]/gm
const WITHOUT = /^\s*import\s+['"]([^'"]+)['"]/gm
const LATER = /\bimport\(\s*['"]([^'"$]+)['"]/g // a name with ${..} is made for a thread

const namesIn = (list: string): string[] => list.split(/[{},]/).map(name => name.trim())

/** What a file imports: values and types, at its head or later. */
export const importsOf = (path: string): Import[] => {
  const text = code(textOf(path))
  const made = (name: string, types = false): Import => ({
    from: path,
    to: name.startsWith('.') ? normalize(join(dirname(path), name)) : name,
    types,
  })
  const headed = [...text.matchAll(WITH_FROM)].map(([, type, list, name]) =>
    made(name, type !== undefined || namesIn(list).every(n => n === '' || n.startsWith('type '))),
  )
  const bare = [WITHOUT, LATER].flatMap(pattern => [...text.matchAll(pattern)].map(([, name]) => made(name)))
  return [...headed, ...bare]
}

/** The text without comments. */
export const code = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, comment => comment.replace(/[^\n]/g, ' ')).replace(/(^|[^:'"`\\])\/\/[^\n]*/g, '$1')

/** Circles of imports, each as the files in it; strongly connected components of more than one file (Tarjan 1972). */
export const circles = (imports: readonly Pick<Import, 'from' | 'to'>[]): string[][] => {
  const next = new Map<string, string[]>()
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to])
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []
  const visit = (file: string): void => {
    order.set(file, order.size)
    low.set(file, order.get(file)!)
    stack.push(file)
    for (const other of next.get(file) ?? []) {
      if (!order.has(other)) visit(other)
      if (stack.includes(other)) low.set(file, Math.min(low.get(file)!, low.get(other)!))
    }
    if (low.get(file) !== order.get(file)) return
    const circle = stack.splice(stack.indexOf(file))
    if (circle.length > 1) found.push(circle)
  }
  for (const file of next.keys()) if (!order.has(file)) visit(file)
  return found
}
