/** The code blocks of a page as modules, so that what the documentation shows is what runs. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root, textOf } from './sources.ts'

export interface Block {
  line: number // of the fence, from 0
  /** Marked `ts throws`: the block ends with the message of the error it must give, as a comment. */
  throws: boolean
  rows: string[]
}

/** The fenced blocks of a page that are marked `ts` or `ts throws`. */
export const blocksOf = (page: string): Block[] => {
  const rows = textOf(page).split('\n')
  return rows.flatMap((row, line) => {
    const match = /^```ts( throws)?$/.exec(row)
    if (!match) return []
    const end = rows.indexOf('```', line)
    return [{ line, throws: match[1] !== undefined, rows: rows.slice(line + 1, end) }]
  })
}

/** Where the modules are written: a folder from which packages are found. */
export const folder = join(root, 'node_modules/.pages')

/** Writes blocks as one module, each at the lines where it stands in the page, and gives its path. */
export const writeModule = (page: string, blocks: readonly Block[], suffix = ''): string => {
  const rows: string[] = []
  for (const { line, rows: block } of blocks) {
    while (rows.length <= line) rows.push('')
    rows.push(...block)
  }
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${basename(page, '.md')}${suffix}.ts`)
  writeFileSync(path, `${rows.join('\n')}\nexport {}\n`)
  return path
}
