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
  /** The longest column. */
  readonly mostElements: number
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
export interface Gpu {
  createKernel(text: string, settings: object): Kernel
  destroy(): Promise<void>
}
export interface GpuClass {
  new (settings: { mode: string }): Gpu
  readonly isWebGL2Supported: boolean
  readonly isWebGLSupported: boolean
  readonly isWebAssemblySupported: boolean
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export const libraryOf = (gpu: Gpu, mode: GpujsMode): Library => {
  const resident = mode === 'webgl2' || mode === 'webgl'
  const kernelOf = kernels(gpu, resident)
  let context: unknown
  let limits = limitsOf(undefined) // asked for once: a lost context answers nothing
  const call = (how: How, program: Program, values: readonly Argument[]): unknown => {
    const made = kernelOf(how, program)
    const result = made.kernel(...values)
    if (!made.checked) assertMode(made.kernel, mode)
    made.checked = true
    if (context === undefined) {
      context = made.kernel.kernel.context ?? null
      limits = limitsOf(context)
    }
    return result
  }
  const read = async (program: Program, values: readonly Argument[]): Promise<Float32Array> => {
    try {
      const result = (await call('read', program, values)) as Float32Array
      // A lost context reads as zeros.
      if (isContext(context) && context.isContextLost()) throw new Error('the WebGL context is lost')
      return result
    } catch (error) {
      throw error instanceof RunError ? error : new RunError(`gpu.js on ${mode}: ${messageOf(error)}`)
    }
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
      return `gpu.js on ${mode}, ${limits.name}`
    },
    get mostColumns() {
      return limits.columns
    },
    get mostElements() {
      return limits.elements
    },
    keep: (program, values) => call('keep', program, values) as Handle,
    read,
    upload: values => (resident ? (call('upload', copy(values.length), [values]) as Handle) : values),
    download: async (handle, size) => (resident ? read(copy(size), [handle]) : (handle as Float32Array)),
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

interface Limits {
  /** Of the card, as far as the browser says it. */
  readonly name: string
  readonly columns: number
  readonly elements: number
}

/** One texture unit is kept for the result, and gpu.js uses the sixteenth for itself. */
const limitsOf = (context: unknown): Limits => {
  if (!isContext(context)) return { name: 'one thread', columns: 64, elements: 2 ** 24 }
  const info = context.getExtension('WEBGL_debug_renderer_info')
  const name = context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER)
  const units = Number(context.getParameter(context.MAX_TEXTURE_IMAGE_UNITS))
  const width = Number(context.getParameter(context.MAX_TEXTURE_SIZE))
  return { name: String(name), columns: Math.min(15, units - 1), elements: width ** 2 }
}
