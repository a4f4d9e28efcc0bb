/** Loads gpu.js and opens one of its back ends, which must compute rightly. */
import { RunError } from '../../errors.ts'
import { type GpuClass, type GpujsMode, type Library, libraryOf, messageOf, type Program } from './library.ts'

/** gpu.js, loaded only where it is asked for. In Node it is a CommonJS module, in a browser the class itself. */
const loadGpujs = async (): Promise<GpuClass> => {
  type Found = { GPU?: GpuClass; default?: Found }
  const module = (await import('gpu.js')) as unknown as Found
  const found = module.GPU ?? module.default?.GPU ?? module.default
  if (typeof found !== 'function') throw new RunError('the package gpu.js has no class GPU; expected gpu.js 2.24')
  return found
}

const supported = (GPU: GpuClass, mode: GpujsMode): boolean =>
  ({ webgl2: GPU.isWebGL2Supported, webgl: GPU.isWebGLSupported, webasm: GPU.isWebAssemblySupported, cpu: true })[mode]

/** What 'auto' tries, the fastest first. */
const order: readonly GpujsMode[] = ['webgl2', 'webgl', 'webasm', 'cpu']

export interface Opened {
  readonly library: Library
  /** Why 'auto' took none of those that it tried before. */
  readonly reasons: readonly string[]
}

/** Opens the mode, or for 'auto' the first that is present and computes rightly. Throws a RunError that says why none does. */
export const openLibrary = async (wanted: GpujsMode | 'auto'): Promise<Opened> => {
  const GPU = await loadGpujs()
  const reasons: string[] = []
  for (const mode of wanted === 'auto' ? order : [wanted])
    try {
      return { library: await openMode(GPU, mode), reasons }
    } catch (error) {
      reasons.push(messageOf(error))
    }
  throw new RunError(`gpu.js cannot run on ${wanted}: ${reasons.join('; ')}`)
}

const openMode = async (GPU: GpuClass, mode: GpujsMode): Promise<Library> => {
  if (!supported(GPU, mode)) throw new RunError(`${mode} is not present here`)
  const library = libraryOf(new GPU({ mode }), mode)
  try {
    await selfTest(library)
  } catch (error) {
    library.close()
    throw error
  }
  return library
}

/** A loop, a branch and a column that goes there and back: refuses a back end that computes wrongly. */
const selfTest = async (library: Library): Promise<void> => {
  const values = Float32Array.from({ length: 37 }, (_, i) => (i - 18) / 7)
  const text = `function kernel(a, n) {
  const x = a[this.thread.x];
  let sum = 0.0;
  for (let k = 0; k < 37; k++) {
    const y = a[k];
    if (y > x) { sum = Math.fround(sum + Math.fround(y * n)); }
  }
  return sum;
}`
  const program: Program = { text, size: 37, arguments: [37, 'number'] }
  const handle = library.upload(values)
  const kept = library.keep(program, [handle, 0.75])
  const got = [await library.download(kept, 37), await library.read(program, [handle, 0.75])]
  const expected = values.map(x =>
    values.reduce((sum, y) => (y > x ? Math.fround(sum + Math.fround(y * 0.75)) : sum), 0),
  )
  for (const result of got)
    expected.forEach((value, i) => {
      if (!(Math.abs(result[i] - value) <= 1e-5 * Math.max(1, Math.abs(value))))
        throw new RunError(`${library.device} computes wrongly: expected ${value}, got ${result[i]} in its self-test`)
    })
}
