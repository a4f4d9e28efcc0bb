/** An identification from a file, or one of the package by name. */
import { existsSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { DataError, oneOf, SpecError } from '../../errors.ts'
import { importFile, ownFolder } from '../../node/load-experiment.ts'
import { namesIn } from '../../node/store.ts'
import { checkIdentification, type Identification } from '../../spec/identification.ts'

const folder = (): string => join(ownFolder('experiments'), 'identify')

export const loadIdentification = async (text: string): Promise<Identification> => {
  const files = existsSync(folder()) ? namesIn(folder()).filter(f => /\.[jt]s$/.test(f)) : []
  const own = files.find(f => basename(f, extname(f)) === text)
  if (!own && !existsSync(text)) {
    const names = files.map(f => basename(f, extname(f)))
    throw new SpecError('identification', `a file or ${oneOf(text, names)}`, `'${text}'`)
  }
  const file = own ? join(folder(), own) : resolve(text)
  const { default: value } = await importFile(file)
  if (value === undefined) throw new DataError(file, 'an identification as its default export', 'none')
  return checkIdentification(value, file)
}
