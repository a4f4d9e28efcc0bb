/** The browser on PATH, if there is one, and how the tests start it. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

export const findBrowser = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap(folder => NAMES.map(name => join(folder, name)))
    .find(existsSync)

/** What playwright-core switches off; a second list of features takes the place of the first. */
const PLAYWRIGHT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
]

/** Pages of the browser's own that it loads for each of ours, for an address bar that nobody sees: half of the time of opening one. */
const UNSEEN = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup']

export const launch = (...flags: string[]): Promise<Browser> => {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const without = `--disable-features=${[...PLAYWRIGHT, ...UNSEEN].join(',')}`
  return chromium.launch({ executablePath: findBrowser(), args: [...root, without, ...flags] })
}

/** WebGPU over SwiftShader. */
export const WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan']
