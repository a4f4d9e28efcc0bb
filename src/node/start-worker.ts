/** Starts threads, from the bundle and from source alike. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

/** A thread of worker.ts with these data. The bundle has worker.js beside it; from source it is given the loader of TypeScript first. */
export const startWorker = (workerData: object): Worker => {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./worker.js', import.meta.url), { workerData })
  const loader = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/\.cjs$/, '.mjs'),
  ).href
  const source = new URL('./worker.ts', import.meta.url).href
  const code = `import('${loader}').then(tsx => { tsx.register(); return import('${source}') })`
  return new Worker(code, { eval: true, workerData })
}

/** Bytes in memory that all threads see. */
export const sharedBytes = (bytes: Uint8Array): Uint8Array<SharedArrayBuffer> => {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  return shared
}
