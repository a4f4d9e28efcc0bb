import type { Matrix } from '../../source/weights.ts'

/** How the incoming weights of each neuron are laid out, rows by columns. */
export interface FieldShape {
  rows: number
  columns: number
  kind: 'all' | 'part' | 'list' // all senders; the part of their picture that has weights; those with weights, one after the other
  /** The sender in a cell of a neuron's field, -1 where there is none. */
  pre(neuron: number, cell: number): number
}

const STRIP = 16 // senders at most that stand in one row

/** Every sender: as the picture that it is, a strip of a few, else a square. */
export const wholeField = (pres: number, shape: readonly number[]): FieldShape => {
  const isPicture = shape.length === 2 && shape[0] * shape[1] === pres
  const columns = isPicture ? shape[1] : pres <= STRIP ? pres : Math.ceil(Math.sqrt(pres))
  const rows = Math.ceil(pres / Math.max(1, columns))
  return { rows, columns, kind: 'all', pre: (_, cell) => (cell < pres ? cell : -1) }
}

const PART = 1 / 2 // of the senders at most, for a part to be shown
const FEW = 1 / 8 // of the senders at most, for a list

/**
 * The same without most of the senders that have no weight, where few have one: of a local patch its part of the picture, else the
 * senders in their order. Undefined where that would leave out little. `matrix`: of the last epoch, since weights may begin at 0.
 */
export const shortField = (matrix: Matrix, whole: FieldShape): FieldShape | undefined => {
  const { pres } = matrix
  const senders = sendersOf(matrix)
  const most = Math.max(0, ...senders.map(list => list.length))
  if (most === 0 || most > PART * pres) return undefined
  const boxes = senders.map(list => boxOf(list, whole.columns))
  const rows = Math.max(...boxes.map(b => b.bottom - b.top))
  const columns = Math.max(...boxes.map(b => b.right - b.left))
  const isPatch = rows > 1 && columns > 1 && rows * columns <= PART * pres && rows * columns <= most / PART
  if (isPatch) return patchField(boxes, rows, columns, whole)
  return most <= FEW * pres ? listField(senders, most) : undefined
}

const patchField = (boxes: readonly Box[], rows: number, columns: number, whole: FieldShape): FieldShape => {
  const top = boxes.map(b => Math.min(b.top, whole.rows - rows))
  const left = boxes.map(b => Math.min(b.left, whole.columns - columns))
  const pre = (neuron: number, cell: number) =>
    whole.pre(neuron, (top[neuron] + Math.floor(cell / columns)) * whole.columns + left[neuron] + (cell % columns))
  return { rows, columns, kind: 'part', pre }
}

const listField = (senders: readonly (readonly number[])[], most: number): FieldShape => {
  const columns = most <= STRIP && !Number.isInteger(Math.sqrt(most)) ? most : Math.ceil(Math.sqrt(most))
  const rows = Math.ceil(most / columns)
  return { rows, columns, kind: 'list', pre: (neuron, cell) => senders[neuron][cell] ?? -1 }
}

interface Box {
  top: number
  bottom: number // after the last row
  left: number
  right: number
}

const boxOf = (senders: readonly number[], across: number): Box => {
  if (senders.length === 0) return { top: 0, bottom: 0, left: 0, right: 0 }
  const columns = senders.map(i => i % across)
  const rows = [senders[0], senders[senders.length - 1]].map(i => Math.floor(i / across))
  return { top: rows[0], bottom: rows[1] + 1, left: least(columns), right: -least(columns.map(c => -c)) + 1 }
}

const least = (list: readonly number[]): number => list.reduce((a, b) => Math.min(a, b))

/** Of each neuron the senders whose weight is not 0, in rising order. */
const sendersOf = ({ pres, posts, values }: Matrix): number[][] => {
  const lists = Array.from({ length: posts }, (): number[] => [])
  for (let pre = 0; pre < pres; pre++)
    for (let post = 0; post < posts; post++) if (values[pre * posts + post] !== 0) lists[post].push(pre)
  return lists
}
