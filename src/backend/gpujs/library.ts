/**
 * What is used of gpu.js 2.24, with types of its own: columns in, one column out. Nothing is taken on trust: gpu.js falls
 * back to another of its back ends without an error, so every kernel is asked which one it is after its first call.
 */
import { RunError } from '../../errors.ts'

export type GpujsMode = 'webgl2' | 'webgl' | 'cpu' | 'webasm'

/** A column on a card. In the modes of the processor a column is an array. */
export interface Texture {
  delete(): void
}
export type Handle = Float32Array | Texture
export type Argument = Handle | number

/** The text of a function `kernel`, which returns element this.thread.x of the result, and what it is called with. */
export interface Program {
  readonly text: string
  readonly size: number
  /** For each argument: the length of a column, or 'number'. */
  readonly arguments: readonly (number | 'number')[]
}

export interface Library {
  readonly mode: GpujsMode
  /** What runs the kernels, in words; known from the first call on. */
  readonly device: string
  /** Whether columns stay on a card, as textures. */
  readonly resident: boolean
  /** How many columns a kernel can read. */
  readonly mostColumns: number
  /** Runs a kernel; the result stays where it is. */
  keep(program: Program, values: readonly Argument[]): Handle
  /** Runs a kernel and reads its result. */
  read(program: Program, values: readonly Argument[]): Promise<Float32Array>
  upload(values: Float32Array): Handle
  download(handle: Handle, size: number): Promise<Float32Array>
  close(): void
}

/** The parts of gpu.js that are called. */
interface Kernel {
  (...values: readonly unknown[]): unknown
  readonly kernel: {
    readonly constructor: { readonly mode?: string }
    readonly context?: unknown
    readonly fallbackReason?: string | null
  }
}
interface Gpu {
  createKernel(text: string, settings: object): Kernel
  destroy(): Promise<void>
}
interface GpuClass {
  new (settings: { mode: string }): Gpu
  readonly isWebGL2Supported: boolean
  readonly isWebGLSupported: boolean
  readonly isWebAssemblySupported: boolean
}

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

/** Opens the mode, or for 'auto' the first that is present and computes rightly. Throws a RunError that says why none does. */
export const openLibrary = async (wanted: GpujsMode | 'auto'): Promise<Library> => {
  const GPU = await loadGpujs()
  const reasons: string[] = []
  for (const mode of wanted === 'auto' ? order : [wanted])
    try {
      if (!supported(GPU, mode)) throw new RunError(`${mode} is not present here`)
      return await checked(libraryOf(new GPU({ mode }), mode))
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error))
    }
  throw new RunError(`gpu.js cannot run on ${wanted}: ${reasons.join('; ')}`)
}

const libraryOf = (gpu: Gpu, mode: GpujsMode): Library => {
  const resident = mode === 'webgl2' || mode === 'webgl'
  const kernelOf = kernels(gpu, resident)
  let context: unknown
  const call = (how: How, program: Program, values: readonly Argument[]): unknown => {
    const made = kernelOf(how, program)
    const result = made.kernel(...values)
    if (!made.checked) assertMode(made.kernel, mode)
    made.checked = true
    context ??= made.kernel.kernel.context
    return result
  }
  const copy = (size: number): Program => ({
    text: 'function kernel(a) { return a[this.thread.x]; }',
    size,
    arguments: [size],
  })
  return {
    mode,
    resident,
    get device() {
      return `gpu.js on ${mode}${describe(context)}`
    },
    get mostColumns() {
      return textureUnits(context)
    },
    keep: (program, values) => call('keep', program, values) as Handle,
    read: async (program, values) => (await call('read', program, values)) as Float32Array,
    upload: values => (resident ? (call('upload', copy(values.length), [values]) as Handle) : values),
    download: async (handle, size) =>
      resident ? ((await call('read', copy(size), [handle])) as Float32Array) : (handle as Float32Array),
    close: () => void gpu.destroy(),
  }
}

/** upload: from an array to a texture; keep: the result stays on the card; read: it comes back, by the asynchronous contract. */
type How = 'upload' | 'keep' | 'read'

const kernels = (gpu: Gpu, resident: boolean) => {
  const made = new Map<string, { kernel: Kernel; checked: boolean }>()
  const column = (how: How) => (resident && how !== 'upload' ? 'ArrayTexture(1)' : 'Array')
  return (how: How, program: Program) => {
    const key = `${how} ${program.size} ${program.arguments.join(',')} ${program.text}`
    const known = made.get(key)
    if (known) return known
    const argumentTypes = program.arguments.map(a => (a === 'number' ? 'Float' : column(how)))
    const settings = {
      output: [program.size],
      precision: 'single',
      tactic: 'precision',
      loopMaxIterations: 1 << 24,
      argumentTypes,
      pipeline: resident && how !== 'read',
      immutable: true,
      asyncMode: resident && how === 'read',
    }
    const fresh = { kernel: gpu.createKernel(program.text, settings), checked: false }
    made.set(key, fresh)
    return fresh
  }
}

/** WebGL kernels of both versions call themselves 'gpu': their context tells which. */
const modeOf = (kernel: Kernel['kernel']): string | undefined => {
  const { mode } = kernel.constructor
  const { context } = kernel
  if (mode !== 'gpu') return mode
  if (typeof WebGL2RenderingContext !== 'undefined' && context instanceof WebGL2RenderingContext) return 'webgl2'
  return typeof WebGLRenderingContext !== 'undefined' && context instanceof WebGLRenderingContext ? 'webgl' : 'gpu'
}

/** Throws where gpu.js took another of its back ends than the one that was asked for. */
const assertMode = ({ kernel }: Kernel, wanted: GpujsMode): void => {
  const ran = modeOf(kernel)
  const reason = kernel.fallbackReason
  if (ran !== wanted || reason)
    throw new RunError(`gpu.js ran a kernel on ${ran} and not on ${wanted}: ${reason ?? 'it gives no reason'}`)
}

const isContext = (context: unknown): context is WebGLRenderingContext =>
  typeof context === 'object' && context !== null && 'getParameter' in context

const textureUnits = (context: unknown): number =>
  isContext(context) ? Number(context.getParameter(context.MAX_TEXTURE_IMAGE_UNITS)) : 64

/** The name of the card, as far as the browser says it. */
const describe = (context: unknown): string => {
  if (!isContext(context)) return ', one thread'
  const info = context.getExtension('WEBGL_debug_renderer_info')
  const name = context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER)
  return `, ${String(name)}`
}

/** A loop, a branch and a column that goes there and back: refuses a back end that computes wrongly. */
const checked = async (library: Library): Promise<Library> => {
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
  return library
}
