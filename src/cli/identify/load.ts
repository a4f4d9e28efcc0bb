import { checkIdentification, type Identification } from '../../spec/identification.ts'
import { loadOwn } from '../load-own.ts'

/** An identification from a file, or one of the package by name. */
export const loadIdentification = async (text: string): Promise<Identification> => {
  const { value, file } = await loadOwn({ kind: 'identification', folder: 'identify' }, text)
  return checkIdentification(value, file)
}
