/** Runs in a worker of a page: the small network on the adapter of the browser. */
import { openWebgpu, requestGpu } from '../../src/backend/webgpu.ts'
import { digest, presentations } from './webgpu-dendrites.ts'

const run = async () => {
  const backend = await openWebgpu(await requestGpu())
  const { saved } = await presentations(backend, 3, 20, 20)
  return { device: backend.device, digest: digest(saved) }
}

run().then(
  result => self.postMessage(result),
  (error: Error) => self.postMessage({ error: error.message }),
)
