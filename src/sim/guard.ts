/** Failures of a back end told apart from those of the network: another back end may go on after one, not after the other. */
import type { Backend, Machine } from '../backend/backend.ts'
import { RunError } from '../errors.ts'

/** A back end that could not be opened, has no room, was lost, or computes wrongly. */
export class BackendError extends RunError {
  override name = 'BackendError'
}

/** The back end with the errors of itself and its machines as BackendError. What else it has is kept. */
export const guarded = <B extends Backend>(backend: B): B => ({
  ...backend,
  load: async plan => guardedMachine(await waited(() => backend.load(plan))),
})

export const guardedMachine = (machine: Machine): Machine => ({
  write: (column, values, lane) => attempt(() => machine.write(column, values, lane)),
  read: (column, lane) => waited(() => machine.read(column, lane)),
  clock: (lane, clocks) => attempt(() => machine.clock(lane, clocks)),
  advance: (program, lengths) => attempt(() => machine.advance(program, lengths)),
  fire: program => attempt(() => machine.fire(program)),
  clear: () => attempt(() => machine.clear()),
  drain: () => waited(() => machine.drain()),
  save: () => waited(() => machine.save()),
  restore: saved => attempt(() => machine.restore(saved)),
  close: () => machine.close(),
})

const attempt = <T>(work: () => T): T => {
  try {
    return work()
  } catch (error) {
    throw ofBackend(error)
  }
}

export const waited = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw ofBackend(error)
  }
}

/** Mistakes of this program and of the experiment stay what they are. */
const ofBackend = (error: unknown): unknown => {
  if (error instanceof BackendError) return error
  if (error instanceof RunError || isOfDevice(error)) return new BackendError((error as Error).message)
  return isOutOfMemory(error) ? new BackendError('there is no memory left: use fewer lanes or threads') : error
}

/** What WebGPU throws; known by its name, as its classes differ between worlds. */
const isOfDevice = (error: unknown): boolean =>
  error instanceof Error && /^(GPU\w*Error|OperationError|AbortError)$/.test(error.name)

/** What engines throw where WebAssembly.Memory or a typed array finds no room. */
const isOutOfMemory = (error: unknown): boolean =>
  error instanceof RangeError && /could not allocate|allocation failed|out of memory/i.test(error.message)
