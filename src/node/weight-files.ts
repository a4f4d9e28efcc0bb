/** Reads `weights: { load: 'file.safetensors#w' }`. */
import { resolve } from 'node:path'
import { DataError } from '../errors.ts'
import type { Files } from '../sim/network.ts'
import { readRecording } from './recordings.ts'

/** `name` is a safetensors file below `base`, and after '#' its tensor (default 'w'), [pres, posts]. Throws DataError. */
export const weightFiles =
  (base: string): Files =>
  name => {
    const [file, tensor = 'w'] = name.split('#')
    const path = resolve(base, file)
    const { columns } = readRecording(path)
    const found = columns.find(c => c.name === tensor)
    if (!found) throw new DataError(path, `a tensor '${tensor}'`, columns.map(c => c.name).join(', ') || 'no tensors')
    if (found.data instanceof BigInt64Array) throw new DataError(path, `'${tensor}' as numbers`, 'I64')
    return found.data
  }
