/** The worker: a file beside the page or, where the page is one file, the text inside it. */

const inside = () => document.getElementById('worker')

/** Whether everything is in this one file. Its policy then allows WebAssembly, but no code made from text (js, gpujs). */
export const isOneFile = (): boolean => inside() !== null

let url: string | undefined

export const startWorker = (): Worker => {
  const text = inside()?.textContent
  if (!text) return new Worker(new URL('../../src/browser/worker.ts', import.meta.url), { type: 'module' })
  url ??= URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
  return new Worker(url)
}
