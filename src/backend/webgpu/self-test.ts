/** Whether a device computes what the reference computes: a small network of every kind of kernel, one tick from equal state. */
import { RunError } from '../../errors.ts'
import { sigmoid } from '../../lang/derived.ts'
import { graph } from '../../lang/graph.ts'
import type { At, Node } from '../../lang/node.ts'
import { drawBits, uniform } from '../../lang/random.ts'
import type { Column, Kernel, Layout, Plan } from '../../plan/plan.ts'
import type { Backend, Machine } from '../backend.ts'
import { jsBackend } from '../js.ts'

const UNITS = 75
const TICKS = 3
const layout: Layout = { name: 'w', kind: 'dense', pres: UNITS, posts: UNITS, stride: 80, size: UNITS * 80 }

const column = (name: string, more: Partial<Column> = {}): Column => ({
  name,
  size: UNITS,
  type: 'f32',
  slots: 1,
  perLane: true,
  unit: '1',
  role: 'state',
  ...more,
})

const spread = (size: number, by: number) => Float32Array.from({ length: size }, (_, i) => ((i * by) % 97) / 97 - 0.4)

const columns: Column[] = [
  column('hash', { type: 'i32' }),
  column('v', { initial: spread(UNITS, 31) }),
  column('port', { role: 'port', slots: 2 }),
  column('total', { size: 1 }),
  column('keys', { size: 1, type: 'i32', perLane: false, role: 'scalar', initial: [-559038737] }),
  column('w', { size: layout.size, perLane: false, role: 'weight', layout: 'w', initial: spread(layout.size, 53) }),
]

/** Spikes hang on the hash alone, so that they are the same wherever floats are rounded otherwise. */
const kernels = (): Kernel[] => {
  const g = graph()
  const load = (name: string, at: At = 'unit', type: 'f32' | 'i32' = 'f32') =>
    g.leaf(type, { read: 'load', column: name, at, index: 0 })
  const clock = (name: string) => g.leaf('i32', { read: 'scalar', name })
  const input = {
    unit: g.leaf('i32', { read: 'index', of: 'unit' }),
    tick: clock('tick'),
    presentation: clock('presentation'),
    key: load('keys', 'fixed', 'i32'),
  }
  const leak: Node = g.op('mul', sigmoid(g, g.op('add', load('v'), load('port'))), g.constant(0.75))
  const change = g.op('mul', load('v', 'post'), g.constant(0.125))
  return [
    { verb: 'turn', column: 'port', zero: true },
    { verb: 'carry', projection: 'w', layout: 'w', weights: 'w', event: 'spike', lag: 0, port: 'port' },
    {
      verb: 'step',
      name: 'units',
      units: UNITS,
      body: [
        { do: 'store', column: 'hash', value: drawBits(g, input) },
        { do: 'store', column: 'v', value: g.op('flush', leak) },
        { do: 'raise', event: 'spike', value: g.op('lt', uniform(g, input), g.constant(0.25)) },
      ],
    },
    { verb: 'fold', fold: 'sum', axis: 'all', units: UNITS, members: UNITS, value: load('v'), into: 'total' },
    {
      verb: 'learn',
      projection: 'w',
      layout: 'w',
      posts: 'spike',
      lanes: [change],
      body: [{ do: 'store', column: 'w', value: g.op('add', load('w', 'synapse'), load('#lanes.0', 'synapse')) }],
    },
  ]
}

const plan = (): Plan => ({
  name: 'self-test',
  dt: 1,
  lanes: 2,
  columns,
  lists: [{ name: 'spike', units: UNITS, slots: 2 }],
  layouts: [layout],
  programs: { tick: { begin: [], tick: kernels(), end: [] } },
  streams: ['self-test'],
})

type Saved = Record<string, ArrayLike<number>>

/** A few roundings apart; whole numbers, and with `exact` floats too, may not differ at all. */
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(a), Math.abs(b))

const compare = (expected: Saved, got: Saved, tick: number, exact: boolean): void => {
  for (const [name, values] of Object.entries(expected)) {
    const same = exact || !(values instanceof Float32Array) ? (a: number, b: number) => a === b : near
    for (let i = 0; i < values.length; i++)
      if (!same(values[i], got[name][i]))
        throw new RunError(
          `the back end computes wrongly: element ${i} of ${name.replace(':', ' ')} after tick ${tick} of the self-test ` +
            `is ${got[name][i]}, expected ${values[i]}; use the back end wasm`,
        )
  }
}

/** js or, where the policy of a page forbids code that is made from text, wasm, which equals it to the last bit. */
const referenceMachine = async (): Promise<Machine> => {
  if (mayMakeCode()) return jsBackend().load(plan())
  return (await import('../wasm.ts')).wasmBackend().load(plan())
}

const mayMakeCode = (): boolean => {
  try {
    return new Function('return true')()
  } catch {
    return false
  }
}

/**
 * Compares ticks with the reference, each from equal state. Throws RunError that names what differed. `exact`: floats to the
 * last bit, as software adapters give them; cards may round an operation otherwise.
 */
export const selfTest = async (backend: Backend, { exact = false } = {}): Promise<void> => {
  const reference = await referenceMachine()
  const tested = await backend.load(plan())
  for (let tick = 1; tick <= TICKS; tick++) {
    tested.restore(await reference.save())
    for (const machine of [reference, tested]) machine.advance('tick', [1, 1])
    compare((await reference.save()) as unknown as Saved, (await tested.save()) as unknown as Saved, tick, exact)
  }
  tested.close()
}
