/** Which process works on a run: two at once would destroy it. */
import { hostname } from 'node:os'
import { RunError } from '../errors.ts'
import type { RunFolder } from './folder.ts'
import { readText } from './store.ts'

interface Owner {
  pid: number
  host: string
  born: string // start of the process, where the system tells it: numbers of processes are used again
}

export const thisProcess = (): Owner => ({ pid: process.pid, host: hostname(), born: birthOf(process.pid) })

type Held = Pick<RunFolder['manifest'], 'state'> & { process?: unknown }

/** The number of another living process of this machine that works on the run. */
export const workerOf = (manifest: Held): number | undefined => {
  const owner = manifest.process as Owner | undefined
  if (manifest.state !== 'running' || !owner || owner.host !== hostname() || owner.pid === process.pid) return undefined
  return isAlive(owner.pid) && birthOf(owner.pid) === owner.born ? owner.pid : undefined
}

/** Whether the process that worked on the run is gone without having said so: killed, or the machine went down. */
export const isBrokenOff = (manifest: Held): boolean => {
  const owner = manifest.process as Owner | undefined
  if (manifest.state !== 'running' || owner?.host !== hostname()) return false
  return owner.pid !== process.pid && workerOf(manifest) === undefined
}

/** Throws RunError where another living process of this machine works on the run. */
export const checkFree = ({ path, manifest }: { path: string; manifest: Held }): void => {
  const pid = workerOf(manifest)
  if (pid !== undefined)
    throw new RunError(`process ${pid} works on ${path}; wait for it, or stop it with Ctrl-C or: kill ${pid}`)
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Field 22 of /proc/<pid>/stat on Linux, '' elsewhere. The name in field 2 may hold spaces. */
const birthOf = (pid: number): string => {
  const stat = readText(`/proc/${pid}/stat`) ?? ''
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}
