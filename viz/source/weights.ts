import type { Files, Numbered } from './files.ts'
import { readHeader, readRows, tensorOf } from './header.ts'

/** The saved weights of one projection, a matrix [pres, posts] per epoch, read when asked for. */
export interface WeightColumn {
  name: string
  epochs(): number[]
  read(epoch: number): Promise<Matrix>
  setFiles(list: readonly Numbered[]): void
}

export interface Matrix {
  pres: number
  posts: number
  values: Float32Array // row-major [pres][posts]
}

const CACHED = 24

export const weightColumn = (name: string, files: Files): WeightColumn => {
  let list: readonly Numbered[] = []
  const cache = new Map<string, Promise<Matrix>>()
  const read = (epoch: number): Promise<Matrix> => {
    const at = list.findIndex(f => f.number === epoch)
    if (at < 0) return Promise.reject(new Error(`no weights of ${name} at epoch ${epoch}`))
    const file = list[at]
    const before = list[at - 1]?.number
    const found = cache.get(file.path) ?? readMatrix(files, file, before === undefined ? undefined : () => read(before))
    cache.delete(file.path)
    cache.set(file.path, found)
    if (cache.size > CACHED) cache.delete(cache.keys().next().value!)
    return found
  }
  return { name, epochs: () => list.map(f => f.number), read, setFiles: files => (list = files) }
}

/** A file of an epoch that changed other columns of the projection only has no weights: they are those of the file `before`. */
const readMatrix = async (files: Files, file: Numbered, before?: () => Promise<Matrix>): Promise<Matrix> => {
  const header = await readHeader(files, file.path, file.size)
  if (before && !header.tensors.has('w')) return before()
  const tensor = tensorOf(header, file.path, 'w', 'F32', 2)
  const values = new Float32Array(await readRows(files, file.path, tensor, 0, tensor.shape[0]))
  return { pres: tensor.shape[0], posts: tensor.shape[1], values }
}
