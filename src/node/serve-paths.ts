/** Which file of a folder a URL means, if any. Nothing outside the folder is ever meant, not by dots, not by links. */
import { realpathSync, type Stats, statSync } from 'node:fs'
import { join, sep } from 'node:path'

/** The decoded pieces of a path, or undefined when one of them could lead elsewhere or names a hidden file. */
export const pieces = (path: string): string[] | undefined => {
  try {
    const list = path.split('/').map(decodeURIComponent)
    return list.every(isPlain) ? list : undefined
  } catch {
    return undefined // a broken escape such as %zz
  }
}

const isPlain = (name: string): boolean => name !== '' && !name.startsWith('.') && !/[/\\\0:]/.test(name)

export interface Found {
  path: string
  stat: Stats
}

/** The regular file at these pieces below `folder`; undefined if there is none, or if links lead out of `folder`. */
export const fileWithin = (folder: string, names: readonly string[]): Found | undefined => {
  try {
    const root = realpathSync.native(folder)
    const path = realpathSync.native(join(root, ...names))
    const stat = statSync(path)
    return path.startsWith(root + sep) && stat.isFile() ? { path, stat } : undefined
  } catch {
    return undefined
  }
}

export const mimeOf = (path: string): string =>
  TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream'

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  wasm: 'application/wasm',
  svg: 'image/svg+xml',
  json: 'application/json; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
  safetensors: 'application/octet-stream',
}
