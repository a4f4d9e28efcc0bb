/** Back ends that are opened in another way in Node. Imported for its effect. */
import { provideBackend } from '../sim/backends.ts'

/** The lanes of one network are spread over threads, where more than one is granted. */
provideBackend('wasm', async ({ lanes = 1, threads = 1 }) => {
  const [{ wasmBackend }, { hireThreads }] = await Promise.all([
    import('../backend/wasm.ts'),
    import('./lane-threads.ts'),
  ])
  return wasmBackend(
    Math.min(lanes, threads) > 1 ? { crew: { threads: Math.min(lanes, threads), hire: hireThreads } } : {},
  )
})

provideBackend('webgpu', async () => {
  const [{ openWebgpu }, { nodeGpu }] = await Promise.all([import('../backend/webgpu.ts'), import('./gpu.ts')])
  return openWebgpu(await nodeGpu())
})
