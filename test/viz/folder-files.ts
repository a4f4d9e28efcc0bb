/** A run folder of this computer as the viewer reads it, without a server. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Files } from '../../viz/source/files.ts'

export const folderFiles = (folder: string): Files => ({
  origin: 'a folder',
  list: async () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map(path => ({ path, stat: statSync(join(folder, path)) }))
      .filter(({ stat }) => stat.isFile())
      .map(({ path, stat }) => ({ path, size: stat.size })),
  read: async (path, from = 0, to) => Uint8Array.from(readFileSync(join(folder, path))).slice(from, to).buffer,
})
