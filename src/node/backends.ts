/** Back ends that are opened in another way in Node. Imported for its effect. */
import { provideBackend } from '../sim/backends.ts'

provideBackend('webgpu', async () => {
  const [{ openWebgpu }, { nodeGpu }] = await Promise.all([import('../backend/webgpu.ts'), import('./gpu.ts')])
  return openWebgpu(await nodeGpu())
})
