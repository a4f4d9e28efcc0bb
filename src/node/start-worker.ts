/** Starts threads, from the bundle and from source alike. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

/** A thread of worker.ts with these data. The bundle has worker.js beside it. */
export const startWorker = (workerData: object): Worker =>
  import.meta.url.endsWith('.ts')
    ? startSource(new URL('./worker.ts', import.meta.url), workerData)
    : new Worker(new URL('./worker.js', import.meta.url), { workerData })

/** A thread of a file of TypeScript, which is given the loader first. */
export const startSource = (file: URL, workerData: object): Worker => {
  const loader = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/\.cjs$/, '.mjs'),
  ).href
  const code = `import('${loader}').then(tsx => { tsx.register(); return import('${file.href}') })`
  return new Worker(code, { eval: true, workerData })
}

/** Bytes in memory that all threads see. */
export const sharedBytes = (bytes: Uint8Array): Uint8Array<SharedArrayBuffer> => {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  return shared
}
