import { firstAtOrAfter } from '../../src/data/raster.ts'
import type { Recorded } from '../../src/sim/record.ts'
import { atOnce, type Files, type Numbered } from './files.ts'
import { type Header, readHeader, readRows, type Tensor, tensorOf } from './header.ts'

/** One recorded image: where it lies on the recorded axis, and what it was. */
export interface Presentation {
  start: number // recorded tick
  length: number // ticks
  test: boolean
  epoch: number
  sample: number
  label: number // -1: none
  answer: number // -1: none
  phases: { name: string; start: number; end: number }[] // recorded ticks
  image?: () => StimulusImage | undefined // undefined while it loads
  loadImage?: () => Promise<StimulusImage | undefined>
  isFresh?: boolean // straight from the simulator: others may be missing before it
}

export interface StimulusImage {
  rows: number
  columns: number
  pixels: Uint8Array
}

const SMALL = 1 << 18 // bytes
/** In a larger file the images come behind this many bytes of all else, or so: one of them is seldom looked at. */
const FACTS = 1 << 16

/** The presentations of one file, rising in time. Images are fetched in pages when they are first asked for. */
export const readPresentations = async (from: Files, file: Numbered, loaded: () => void): Promise<Presentation[]> => {
  const files = await atOnce(from, file, SMALL, FACTS)
  const header = await readHeader(files, file.path, file.size)
  const column = async (name: string, type: string) => {
    const tensor = tensorOf(header, file.path, name, type, 1)
    const bytes = await readRows(files, file.path, tensor, 0, tensor.shape[0])
    return type === 'U8' ? new Uint8Array(bytes) : type === 'I32' ? new Int32Array(bytes) : new Uint32Array(bytes)
  }
  const names = ['start', 'length', 'epoch', 'sample']
  const [start, length, epoch, sample] = await Promise.all(names.map(name => column(name, 'U32')))
  const [label, answer] = await Promise.all(['label', 'answer'].map(name => column(name, 'I32')))
  const [during, phase] = await Promise.all(['during', 'phase'].map(name => column(name, 'U8')))
  const phaseStart = await column('phaseStart', 'U32')
  const phaseNames = parseNames(header.metadata.phases)
  const imageOf = imageReader(files, file.path, header, loaded)
  return Array.from(start, (s, i) => ({
    start: s,
    length: length[i],
    test: during[i] === 1,
    epoch: epoch[i],
    sample: sample[i],
    label: label[i],
    answer: answer[i],
    phases: phasesIn(s, s + length[i], phase, phaseStart, phaseNames),
    image: imageOf && (() => imageOf.now(i)),
    loadImage: imageOf && (() => imageOf.load(i)),
  }))
}

/** One that comes straight from the simulator. */
export const presentationOf = (r: Omit<Recorded, 'spikes' | 'traces' | 'values'>): Presentation => {
  const image: StimulusImage | undefined = r.image && { rows: r.rows!, columns: r.columns!, pixels: r.image }
  const ends = [...r.phases.slice(1).map(p => p.start), r.start + r.length]
  return {
    start: r.start,
    length: r.length,
    test: r.during === 'test',
    epoch: r.epoch,
    sample: r.sample,
    label: r.label,
    answer: r.answer,
    phases: r.phases.map((p, i) => ({ ...p, end: ends[i] })),
    image: () => image,
  }
}

const parseNames = (text: string | undefined): string[] => {
  const list: unknown = JSON.parse(text ?? '[]')
  return Array.isArray(list) ? list.map(String) : []
}

const phasesIn = (from: number, to: number, phase: ArrayLike<number>, starts: ArrayLike<number>, names: string[]) => {
  const phases = []
  for (let k = firstAtOrAfter(starts, from); k < starts.length && starts[k] < to; k++)
    phases.push({
      name: names[phase[k]] ?? `phase ${phase[k]}`,
      start: starts[k],
      end: Math.min(to, starts[k + 1] ?? to),
    })
  return phases
}

const IMAGES_PER_PAGE = 64

const imageReader = (files: Files, path: string, header: Header, loaded: () => void) => {
  if (!header.tensors.has('image')) return undefined
  const tensor = tensorOf(header, path, 'image', 'U8', 3)
  const [count, rows, columns] = tensor.shape
  const pages = new Map<number, Page>()
  const read = async (page: number, t: Tensor): Promise<Uint8Array> => {
    const end = Math.min(count, (page + 1) * IMAGES_PER_PAGE)
    return new Uint8Array(await readRows(files, path, t, page * IMAGES_PER_PAGE, end))
  }
  const pageOf = (i: number): Page => {
    const number = Math.floor(i / IMAGES_PER_PAGE)
    const known = pages.get(number)
    if (known) return known
    const page: Page = { bytes: NOTHING, ready: read(number, tensor).catch(() => NOTHING) }
    pages.set(number, page)
    void page.ready.then(bytes => {
      page.bytes = bytes
      loaded()
    })
    return page
  }
  const imageIn = (bytes: Uint8Array, i: number): StimulusImage | undefined => {
    const at = (i % IMAGES_PER_PAGE) * rows * columns
    const pixels = bytes.subarray(at, at + rows * columns)
    return pixels.length === rows * columns && pixels.length > 0 ? { rows, columns, pixels } : undefined
  }
  return {
    now: (i: number) => imageIn(pageOf(i).bytes, i),
    load: async (i: number) => imageIn(await pageOf(i).ready, i),
  }
}

interface Page {
  bytes: Uint8Array // none while it loads, or where it cannot be read
  ready: Promise<Uint8Array>
}

const NOTHING = new Uint8Array(0)

/** Index of the last presentation that starts at or before `tick`; -1 before the first. */
export const presentationAt = (list: readonly Presentation[], tick: number): number => {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (list[middle].start <= tick) low = middle + 1
    else high = middle
  }
  return low - 1
}
