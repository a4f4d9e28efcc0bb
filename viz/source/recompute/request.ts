import type { ReplayRequest, SavedColumn, Wanted } from '../../../src/sim/replay-request.ts'
import { byColumn, type FileEntry, type Files, type Numbered } from '../files.ts'
import { readHeader, readRows, type Tensor } from '../header.ts'
import type { Presentation } from '../presentations.ts'
import type { RunView } from '../run-view.ts'

/** All recorded presentations of one epoch of training or of one test, in order. */
export const epochOf = (run: RunView, p: Presentation): Presentation[] =>
  run.presentations.filter(q => !q.isFresh && q.test === p.test && q.epoch === p.epoch)

/** What is needed to show `wanted` presentations of an epoch (indices) again. Rejects where a part of it cannot be read. */
export const requestFor = async (
  run: RunView,
  files: Files,
  epoch: readonly Presentation[],
  only: readonly number[],
  wanted: Wanted[],
): Promise<ReplayRequest> => {
  const [first] = epoch
  const { file, scores } = run
  const before = scores.filter(s => s.epoch < first.epoch + (first.test ? 0 : 1))
  const shown = await Promise.all(epoch.slice(0, Math.max(...only) + 1).map(shownAgain))
  const image = await first.loadImage?.()
  return {
    experiment: file.experiment,
    replica: file.replica,
    ...(file.epochs === undefined ? {} : { epochs: file.epochs }),
    wanted,
    events: file.columns.filter(c => c.kind === 'spikes').map(c => c.name),
    saved: await savedAt(files, first.epoch),
    during: first.test ? 'test' : 'train',
    epoch: first.epoch,
    round: before.filter(s => s.testError !== undefined).length,
    presentation: before.reduce((sum, s) => sum + (s.images ?? 0), 0),
    shown,
    only: [...only],
    rows: image?.rows ?? 0,
    columns: image?.columns ?? 0,
    classes: scores.find(s => s.confusion)?.confusion?.length ?? CLASSES,
    count: countOf(file.dataset[first.test ? 'test' : 'train']),
  }
}

const CLASSES = 10
const MOST_IMAGES = 10_000_000

const countOf = (value: unknown): number =>
  typeof value === 'number' && value >= 0 && value <= MOST_IMAGES ? Math.floor(value) : 0

const shownAgain = async ({ sample, label, loadImage }: Presentation) => {
  const image = await loadImage?.()
  if (loadImage && !image) throw new Error('an image that was shown cannot be read')
  return { sample, label, ...(image ? { image: image.pixels } : {}) }
}

/** Learned columns after so many epochs: of each file the newest that is not later, as what did not change is not written again. */
const savedAt = async (files: Files, epoch: number): Promise<SavedColumn[]> => {
  const all = [...byColumn(await files.list(), 'weights')]
  const columns = await Promise.all(all.map(([owner, list]) => savedOf(files, owner, fileAt(list, epoch))))
  return columns.flat()
}

/** A column that is as in the beginning has no file of its epoch. */
const fileAt = (list: readonly Numbered[], epoch: number): Numbered | undefined =>
  list.find(f => f.number === epoch) ?? list.find(f => f.number === 0)

const savedOf = async (files: Files, owner: string, file: FileEntry | undefined): Promise<SavedColumn[]> => {
  if (!file) return []
  const { tensors } = await readHeader(files, file.path, file.size)
  return Promise.all([...tensors].map(([name, t]) => savedColumn(files, file.path, `${owner}.${name}`, t)))
}

const savedColumn = async (files: Files, path: string, name: string, tensor: Tensor): Promise<SavedColumn> => {
  const bytes = await readRows(files, path, tensor, 0, tensor.shape[0] ?? 0)
  if (tensor.type === 'F32') return { name, values: new Float32Array(bytes) }
  if (tensor.type === 'I32') return { name, values: new Int32Array(bytes) }
  throw new Error(`${path}: column '${name}' of type ${tensor.type} cannot be used`)
}
