/** Which errors are those of a back end, after which another may go on. */
import { expect, test } from 'vitest'
import type { Backend, Machine } from '../../src/backend/backend.ts'
import { DataError, RunError } from '../../src/errors.ts'
import { BackendError, guarded } from '../../src/sim/guard.ts'

/** A back end whose machine throws `error` at every call. */
const throwing = (error: unknown): Backend => {
  const sync = () => {
    throw error
  }
  const late = async () => sync()
  const calls = {
    write: sync,
    read: late,
    clock: sync,
    advance: sync,
    fire: sync,
    clear: sync,
    drain: late,
    save: late,
  }
  return { name: 'b', device: 'd', close: () => {}, load: async () => ({ ...calls, restore: sync, close: () => {} }) }
}

const named = (name: string) => Object.assign(new Error('m'), { name })

const calls: [string, (machine: Machine) => unknown][] = [
  ['write', m => m.write('a', [1])],
  ['read', m => m.read('a')],
  ['clock', m => m.clock(0, {})],
  ['advance', m => m.advance('p', [1])],
  ['fire', m => m.fire('p')],
  ['clear', m => m.clear()],
  ['drain', m => m.drain()],
  ['save', m => m.save()],
  ['restore', m => m.restore({})],
]

test.each(calls)('%s', async (_name, call) => {
  const thrown = async (error: unknown) => {
    const machine = await guarded(throwing(error)).load({} as never)
    return (async () => call(machine))().catch((e: unknown) => e)
  }
  expect(await thrown(new RunError('lost'))).toBeInstanceOf(BackendError)
  expect(await thrown(named('OperationError'))).toBeInstanceOf(BackendError)
  expect(await thrown(new RangeError('Array buffer allocation failed'))).toMatchObject({
    exitCode: 1,
    message: 'there is no memory left: use fewer lanes or threads',
  })
  const mistakes = [new TypeError('x'), new RangeError('a has 2 elements'), new DataError('f', 'a', 'b')]
  for (const mistake of mistakes) expect(await thrown(mistake)).toBe(mistake)
})

test('what else a back end has is kept', async () => {
  const more = { ...throwing(new Error('x')), software: true, loadReplicas: () => 3 }
  expect(guarded(more)).toMatchObject({ name: 'b', device: 'd', software: true })
  expect(guarded(more).loadReplicas()).toBe(3)
})
