/** Opens an address in the browser of the user's desktop, where there is one. */
import { spawn } from 'node:child_process'

const openers: Partial<Record<NodeJS.Platform, [string, string[]]>> = {
  darwin: ['open', []],
  win32: ['cmd', ['/c', 'start', '']],
}

/** Never fails: without a desktop `tell` is called, and the address is on the terminal anyway. */
export const openBrowser = (url: string, tell: (text: string) => void): void => {
  const [program, args] = openers[process.platform] ?? ['xdg-open', []]
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true })
  child.once('error', () => tell(`no browser could be opened (${program}): open the address yourself`))
  child.unref()
}
