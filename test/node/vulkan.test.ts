import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hasVulkanDriver } from '../../src/node/vulkan.ts'
import { temporaryFolder } from './temporary.ts'

test('a driver is found by its file, in the folders of the system or where a variable says', () => {
  const folder = temporaryFolder()
  const driver = join(folder, 'vulkan', 'icd.d', 'card_icd.json')
  const named = (env: Record<string, string>) => hasVulkanDriver({ VK_ICD_FILENAMES: '/nonexistent', ...env }, 'linux')
  expect(named({})).toBe(false)
  expect(named({ VK_ADD_DRIVER_FILES: driver })).toBe(false)
  mkdirSync(join(folder, 'vulkan', 'icd.d'), { recursive: true })
  writeFileSync(driver, '{}')
  expect(named({ VK_ADD_DRIVER_FILES: driver })).toBe(true)
  expect(named({ VK_DRIVER_FILES: driver })).toBe(true)
  expect(named({ VK_ICD_FILENAMES: `/nonexistent:${join(folder, 'vulkan', 'icd.d')}` })).toBe(true)
  expect(hasVulkanDriver({ HOME: '/nonexistent', XDG_DATA_DIRS: folder }, 'linux')).toBe(true)
  expect(hasVulkanDriver({ VK_ICD_FILENAMES: '/nonexistent' }, 'darwin')).toBe(true)
})
