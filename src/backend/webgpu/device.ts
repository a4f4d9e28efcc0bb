/** Finding a device, and what can go wrong with it, in sentences. */
import { RunError } from '../../errors.ts'

export interface Gpu {
  readonly device: GPUDevice
  /** For people: 'NVIDIA H200', 'SwiftShader (software)'. */
  readonly name: string
  /** Whether the adapter runs on the processor. */
  readonly software: boolean
}

const largest: (keyof GPUSupportedLimits)[] = [
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
]

/** The device of the best adapter, with all the memory that it allows. Throws RunError where there is none. */
export const requestGpu = async (gpu: GPU | undefined = globalThis.navigator?.gpu): Promise<Gpu> => {
  if (!gpu) throw new RunError('WebGPU is not available here: use a browser that has it, or the back end wasm')
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter)
    throw new RunError('WebGPU found no adapter: no driver of a graphics card is installed (see docs/performance.md)')
  const requiredLimits = Object.fromEntries(largest.map(name => [name, adapter.limits[name] as number]))
  try {
    const device = await adapter.requestDevice({ requiredLimits })
    return { device, name: nameOf(adapter.info), software: isSoftware(adapter.info) }
  } catch (error) {
    throw new RunError(`the WebGPU adapter gave no device: ${(error as Error).message}`)
  }
}

const isSoftware = (info: GPUAdapterInfo): boolean =>
  info.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe/i.test(`${info.architecture} ${info.description}`)

const nameOf = (info: GPUAdapterInfo): string => {
  const words = /swiftshader/i.test(info.architecture)
    ? 'SwiftShader'
    : info.device || info.description || [info.vendor, info.architecture].filter(Boolean).join(' ') || 'GPU'
  return isSoftware(info) ? `${words} (software)` : words
}

/** Remembers the first failure of a device; `check` throws it. */
export interface Watch {
  check(): void
  fail(error: Error): void
}

const watches = new WeakMap<GPUDevice, Watch>()

/** One for each device, however many back ends use it. */
export const watchDevice = (device: GPUDevice): Watch => {
  const known = watches.get(device)
  if (known) return known
  const made = watch(device)
  watches.set(device, made)
  return made
}

const watch = (device: GPUDevice): Watch => {
  let failure: Error | undefined
  const fail = (error: Error) => {
    failure ??= error
  }
  device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') fail(new RunError(`the GPU was lost: ${message || 'no reason given'}`))
    else fail(new RunError('the GPU back end was closed'))
  })
  device.addEventListener('uncapturederror', event => fail(failureOf((event as GPUUncapturedErrorEvent).error)))
  return {
    check: () => {
      if (failure) throw failure
    },
    fail,
  }
}

/** A sentence for an error of the device. Recognised by its name, as classes differ between worlds. */
export const failureOf = (error: GPUError): RunError =>
  error.constructor.name === 'GPUOutOfMemoryError'
    ? new RunError('the GPU is out of memory: use fewer lanes or replicas')
    : new RunError(`the GPU refused a command: ${error.message.split('\n')[0]}`)

/** Creates buffers; throws RunError if the device has no memory for them. */
export const allocate = async <T>(device: GPUDevice, make: () => T): Promise<T> => {
  device.pushErrorScope('out-of-memory')
  device.pushErrorScope('validation')
  const made = make()
  const refused = await device.popErrorScope()
  const full = await device.popErrorScope()
  if (full) throw new RunError('the GPU is out of memory: use fewer lanes or replicas')
  if (refused) throw failureOf(refused)
  return made
}
