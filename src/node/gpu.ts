/** WebGPU in Node: the package `webgpu` (Dawn), an optional peer, and the software adapter where there is no card. */
import { existsSync } from 'node:fs'
import { type Gpu, requestGpu } from '../backend/webgpu.ts'
import { RunError } from '../errors.ts'
import { hasVulkanDriver } from './vulkan.ts'

/** Where Debian's and Ubuntu's chromium keep SwiftShader. */
const swiftshaderPlaces = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
]

const installing = 'npm install webgpu'

type Dawn = { create(options: string[]): GPU; globals: Record<string, unknown> }

/** The process aborts when an object of create() is collected while a device of it lives. */
const alive: GPU[] = []

const importDawn = async (): Promise<Dawn> => {
  try {
    return (await import('webgpu')) as unknown as Dawn
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (code === 'ERR_MODULE_NOT_FOUND')
      throw new RunError(`the back end webgpu needs the package webgpu: ${installing}`)
    throw new RunError(`the package webgpu does not load (${message.split('\n')[0]}): ${installing}`)
  }
}

const open = (dawn: Dawn): GPU => {
  Object.assign(globalThis, dawn.globals)
  const gpu = dawn.create([])
  alive.push(gpu)
  return gpu
}

/** The file that names the driver of SwiftShader: APICAL_SWIFTSHADER if it is a path, or a known place. */
export const swiftshaderDriver = (env = process.env): string | undefined => {
  const given = env.APICAL_SWIFTSHADER
  if (given?.endsWith('.json')) return given
  return swiftshaderPlaces.find(path => existsSync(path))
}

/**
 * The device of a card, or SwiftShader where there is none or APICAL_SWIFTSHADER is set ('1', or the path of its
 * vk_swiftshader_icd.json). Throws RunError: package, driver or adapter missing.
 */
export const nodeGpu = async (): Promise<Gpu> => {
  const dawn = await importDawn()
  const software = swiftshaderDriver()
  const forced = Boolean(process.env.APICAL_SWIFTSHADER)
  const given = process.env.VK_DRIVER_FILES || process.env.VK_ICD_FILENAMES
  if (forced && !given) useDriver(software)
  const installed = hasVulkanDriver()
  if (!installed && (given || !software)) throw noAdapter()
  if (forced || given || !software) return requestGpu(open(dawn)).catch(explained)
  const card = installed ? open(dawn) : undefined
  const adapter = await card?.requestAdapter({ powerPreference: 'high-performance' })
  if (card && adapter) return requestGpu(card)
  useDriver(software)
  return requestGpu(open(dawn)).catch(explained)
}

const useDriver = (path: string | undefined): void => {
  if (path === undefined || !existsSync(path))
    throw new RunError(
      `APICAL_SWIFTSHADER: expected SwiftShader's vk_swiftshader_icd.json (Debian: apt-get install chromium)`,
    )
  process.env.VK_ICD_FILENAMES = path
}

const noAdapter = () =>
  new RunError(
    'WebGPU found no adapter: install the driver of the card, or for a software adapter chromium and the Vulkan loader ' +
      '(Debian: apt-get install chromium libvulkan1)',
  )

const explained = (error: Error): never => {
  throw /no adapter/.test(error.message) ? noAdapter() : error
}
