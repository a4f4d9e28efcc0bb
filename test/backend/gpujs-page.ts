/** Runs in a page: cases on js and on gpujs in one browser, and how far they are apart. */
import type { Backend } from '../../src/backend/backend.ts'
import { type GpujsMode, gpujsBackend } from '../../src/backend/gpujs.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { outcome } from './compare.ts'
import { type Apart, apartOf } from './gpujs-apart.ts'
import { browserCases } from './gpujs-cases.ts'
import { type NetworkResult, runNetwork } from './gpujs-network.ts'

let backend: Backend
const cases = browserCases()

/** Every WebGL context of the page, and textures that were made and not deleted. */
const contexts = new Set<WebGL2RenderingContext | WebGLRenderingContext>()
let textures = 0
const watch = (prototype: WebGLRenderingContext | WebGL2RenderingContext) => {
  const { createTexture, deleteTexture } = prototype
  prototype.createTexture = function () {
    contexts.add(this)
    textures++
    return createTexture.call(this)
  }
  prototype.deleteTexture = function (texture) {
    if (texture) textures--
    deleteTexture.call(this, texture)
  }
}
watch(WebGL2RenderingContext.prototype)
watch(WebGLRenderingContext.prototype)

export interface TestPage {
  open(mode: GpujsMode): Promise<string>
  runCase(index: number): Promise<Apart>
  network(): Promise<NetworkResult>
  textures(): number
  /** Takes the card away, then asks for a result: the message. */
  lose(): Promise<string>
}

const page: TestPage = {
  open: async mode => {
    backend = await gpujsBackend({ mode })
    return backend.device
  },
  runCase: async index => {
    const c = cases[index]
    return apartOf(c.plan, await outcome(jsBackend(), c), await outcome(backend, c), c.ignore)
  },
  network: () => runNetwork(jsBackend(), backend),
  textures: () => textures,
  lose: async () => {
    for (const context of contexts) context.getExtension('WEBGL_lose_context')?.loseContext()
    const c = cases[0]
    return outcome(backend, c).then(
      () => 'no error',
      error => `${error.name}: ${error.message}`,
    )
  },
}
Object.assign(globalThis, { page })
