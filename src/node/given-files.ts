/** Input of an experiment from safetensors files: spike trains, and values tick by tick. */
import { rasterFromColumns } from '../data/raster.ts'
import { spikeList } from '../data/spike-list.ts'
import { DataError } from '../errors.ts'
import { readRecording } from './recordings.ts'

/**
 * Spikes of a file with tensors `tick` and `unit` (U32 [n], ticks rising), such as the runs of apical have under spikes/, as
 * `force: { spikes }` takes them: those with from <= tick < to, counted from `from`. Throws DataError.
 */
export const readSpikeFile = (path: string, { from, to }: { from?: number; to?: number } = {}) =>
  spikeList(rasterFromColumns(readRecording(path).columns, path), from, to)

/** Values [ticks][units] of a file with a tensor `value` (F32 or F64 [ticks, units]), as `graded` takes them. Throws DataError. */
export const readValueFile = (path: string): number[][] => {
  const { columns } = readRecording(path)
  const value = columns.find(c => c.name === 'value')
  if (!value) throw new DataError(path, "a tensor 'value'", columns.map(c => c.name).join(', ') || 'none')
  const [ticks, units] = value.shape
  if (value.shape.length !== 2) throw new DataError(path, "'value' as [ticks, units]", `[${value.shape.join(', ')}]`)
  const { data } = value
  if (!(data instanceof Float32Array || data instanceof Float64Array))
    throw new DataError(path, "'value' as F32 or F64", data.constructor.name)
  return Array.from({ length: ticks }, (_, t) => [...data.subarray(t * units, (t + 1) * units)])
}
