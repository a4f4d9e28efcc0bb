/** Files with a default export that is neither an experiment nor a model: one of the package by name, or a file of the user's. */
import { existsSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { DataError, oneOf, SpecError } from '../errors.ts'
import { importFile, ownFolder } from '../node/load-experiment.ts'
import { namesIn } from '../node/store.ts'

export interface Own {
  kind: string // 'comparison'
  folder: string // below experiments/
  else?: string // what else may be given: 'run folders'
}

const nameOf = (file: string): string => basename(file, extname(file))

const filesOf = ({ folder }: Own): string[] => {
  const path = join(ownFolder('experiments'), folder)
  return existsSync(path) ? namesIn(path).filter(f => /\.[jt]s$/.test(f)) : []
}

/** What a file exports, and where it is. Throws SpecError for an unknown name, DataError for a file without a default export. */
export const loadOwn = async (own: Own, text: string): Promise<{ value: unknown; file: string }> => {
  const files = filesOf(own)
  const found = files.find(f => nameOf(f) === text)
  if (!found && !existsSync(text)) {
    const more = own.else ? `, ${own.else}` : ''
    throw new SpecError(own.kind, `a file${more} or ${oneOf(text, files.map(nameOf))}`, `'${text}'`)
  }
  const file = found ? join(ownFolder('experiments'), own.folder, found) : resolve(text)
  const { default: value } = await importFile(file)
  if (value === undefined) throw new DataError(file, `${article(own.kind)} as its default export`, 'none')
  return { value, file }
}

const article = (kind: string): string => `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`
