/**
 * Whether a Vulkan driver is installed. Dawn asked without one prints three lines of its own to stderr, which no option turns off;
 * the loader finds drivers by files in known folders, so that a look into them answers without Dawn.
 */
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** These replace the known folders: the names of files or folders (Vulkan loader, LoaderDriverInterface.md). */
const replacing = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES']

const paths = (list: string | undefined): string[] => (list ?? '').split(delimiter).filter(Boolean)

const knownFolders = (env: NodeJS.ProcessEnv): string[] => {
  const home = env.HOME ?? homedir()
  return [
    ...[env.XDG_CONFIG_HOME ?? join(home, '.config'), ...paths(env.XDG_CONFIG_DIRS ?? '/etc/xdg')],
    ...['/usr/local/etc', '/etc'],
    ...[env.XDG_DATA_HOME ?? join(home, '.local/share'), ...paths(env.XDG_DATA_DIRS), '/usr/local/share', '/usr/share'],
  ].map(folder => join(folder, 'vulkan', 'icd.d'))
}

const holdsDriver = (path: string): boolean => {
  if (path.endsWith('.json')) return existsSync(path)
  try {
    return readdirSync(path).some(name => name.endsWith('.json'))
  } catch {
    return false
  }
}

/** On systems other than Linux always true: they have drivers of other kinds, or look elsewhere. */
export const hasVulkanDriver = (env = process.env, platform = process.platform): boolean => {
  if (platform !== 'linux') return true
  const given = replacing.map(name => env[name]).find(Boolean)
  const places = given ? paths(given) : knownFolders(env)
  return [...places, ...paths(env.VK_ADD_DRIVER_FILES)].some(holdsDriver)
}
