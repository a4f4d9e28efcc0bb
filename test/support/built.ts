/** Pages that Vite builds, each once for all test files. */
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './sources.ts'

/** The file itself, or all below the folder. */
export const filesBelow = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap(name => filesBelow(join(path, name)))
    : [path]

/** Whether the process that a mark names has ended, or was killed while it built. */
const isLeft = (mark: string): boolean => {
  try {
    process.kill(Number(readFileSync(mark, 'utf8')), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** Waits until the folder is there, or until it falls to this process to make it: then true. */
const falls = async (target: string, mark: string): Promise<boolean> => {
  while (!existsSync(target))
    try {
      writeFileSync(mark, String(process.pid), { flag: 'wx' })
      return true
    } catch {
      if (isLeft(mark)) rmSync(mark, { force: true })
      await new Promise(done => setTimeout(done, 100))
    }
  return false
}

/** Builds below a name and a hash of the sources; who comes while another builds waits for it. */
export const built = async (name: string, sources: string[], build: (outDir: string) => unknown): Promise<string> => {
  const hash = createHash('sha256')
  for (const path of sources.flatMap(source => filesBelow(join(root, source))))
    hash.update(path).update(readFileSync(path))
  const target = join(tmpdir(), `apical-${name}-${hash.digest('hex').slice(0, 16)}`)
  const mark = `${target}.building`
  if (!(await falls(target, mark))) return target
  const aside = mkdtempSync(join(tmpdir(), 'apical-build-'))
  try {
    await build(aside)
    if (!existsSync(target)) renameSync(aside, target)
  } finally {
    for (const folder of [aside, mark]) rmSync(folder, { recursive: true, force: true })
  }
  return target
}
