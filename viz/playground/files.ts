/** Files that somebody drops on the page, or chooses. */
import { h } from '../dom.ts'
import { filesOfDrop } from '../source/dropped.ts'

export interface FileDoor {
  picker: HTMLElement
  open(): void
}

export const fileDoor = (take: (files: File[]) => void): FileDoor => {
  const picker = h('input', { type: 'file', multiple: true, hidden: true, 'aria-label': 'MNIST IDX files' })
  picker.addEventListener('change', () => {
    const files = [...(picker.files ?? [])]
    picker.value = ''
    if (files.length > 0) take(files)
  })
  listenDrop(take)
  return { picker, open: () => picker.click() }
}

const listenDrop = (take: (files: File[]) => void): void => {
  const over = (on: boolean) => document.body.classList.toggle('dropping', on)
  document.addEventListener('dragover', event => {
    event.preventDefault()
    over(true)
  })
  document.addEventListener('dragleave', event => event.relatedTarget === null && over(false))
  document.addEventListener('drop', event => {
    event.preventDefault()
    over(false)
    if (event.dataTransfer) void filesIn(event.dataTransfer).then(take)
  })
}

/** Folders are walked, where the browser gives them. */
const filesIn = async (transfer: DataTransfer): Promise<File[]> => {
  const files = [...transfer.files] // read now: the browser forgets them
  const found = await filesOfDrop(transfer)
  return found.length > 0 ? found.map(f => f.file) : files
}
