/** The kernels over units: step and compact. A kernel of gpu.js for each column written; events come back as counts and become lists here. */
import type { Node } from '../../lang/node.ts'
import type { Kernel, Statement } from '../../plan/plan.ts'
import { valuesOf } from './body.ts'
import { type Device, deviceOf, keep, type Lowering, type Runtime, read, type Task } from './context.ts'
import { expression, type Place, sources } from './expression.ts'
import { asideOnHost } from './host.ts'
import type { Handle } from './library.ts'
import { aside, numeric, prepare } from './prepare.ts'

type Of<V> = Extract<Kernel, { verb: V }>
type Active = Of<'step'>['active']

interface Output {
  readonly node: Node
  /** Computed by gpu.js, or by the host into a temporary column. */
  readonly from: Device | { readonly column: string }
}

/** Computes nodes for every unit. `run` does what comes before the kernels and the part of the host. */
const outputsOf = (nodes: readonly Node[], units: number, active: Active, lowering: Lowering) => {
  const onDevice = nodes.filter(node => lowering.placement.of(node) === 'device')
  const elements = { units, active }
  const prepared = prepare(onDevice, elements, lowering)
  const stores: Statement[] = []
  const outputs = nodes.map((node): Output => {
    const device = onDevice.includes(node) ? unitKernel(node, units, active, prepared.stand, lowering) : undefined
    if (device) return { node, from: device }
    const column = lowering.temporary(units, { type: node.type === 'i32' ? 'i32' : 'f32' })
    stores.push({ do: 'store', column, value: numeric(node) })
    return { node, from: { column } }
  })
  const hosted = stores.length ? asideOnHost(aside(elements, stores)) : undefined
  const run: Task = async (lane, runtime) => {
    await prepared.run(lane, runtime)
    await hosted?.(lane, runtime)
  }
  return { outputs, run }
}

const unitKernel = (
  node: Node,
  units: number,
  active: Active,
  stand: ReturnType<typeof prepare>['stand'],
  lowering: Lowering,
): Device | undefined => {
  const from = sources()
  const place: Place = active ? { unit: 'u', slot: 'k' } : { unit: 'u' }
  const { lines, of } = expression([node], { placement: lowering.placement, place, sources: from, stand })
  const start = active
    ? [
        'const k = this.thread.x;',
        `const u = ${from.name({ from: 'column', column: active.list, lag: 0 })}[this.thread.x];`,
      ]
    : ['const u = this.thread.x;']
  return deviceOf(units, from, [...start, ...lines, `return ${of(node)};`], lowering)
}

/** The values of an output on the host: one for each unit, or of an active step for each position in the list. */
const numbers = async (output: Output, lane: number, lowering: Lowering, runtime: Runtime) =>
  'column' in output.from
    ? runtime.store.memory.slot(output.from.column, lane, 0)
    : read(output.from, lane, lowering.tables, runtime)

export const step = (kernel: Of<'step'>, lowering: Lowering): Task => {
  const { columns, events } = valuesOf(kernel.body, 'unit')
  const { outputs, run } = outputsOf([...columns.values(), ...events.values()], kernel.units, kernel.active, lowering)
  const stored = [...columns.keys()].map((column, i) => ({ column, output: outputs[i] }))
  const raised = [...events.keys()].map((event, i) => ({ event, output: outputs[columns.size + i] }))
  return async (lane, runtime) => {
    await run(lane, runtime)
    const kept = stored.map(({ output }) =>
      'column' in output.from ? undefined : keep(output.from, lane, lowering.tables, runtime),
    )
    const counts = await Promise.all(raised.map(({ output }) => numbers(output, lane, lowering, runtime)))
    await commit(stored, kept, lane, runtime)
    const units = kernel.active ? await listed(kernel.active, lane, runtime) : undefined
    for (const [i, { event, output }] of raised.entries()) {
      const byUnit = 'column' in output.from
      append(runtime.store.turnList(event, lane), counts[i], units, byUnit, kernel.units)
    }
  }
}

/** After all has been computed from the columns as they were. */
const commit = async (
  stored: readonly { column: string; output: Output }[],
  kept: readonly (Handle | undefined)[],
  lane: number,
  { store }: Runtime,
): Promise<void> => {
  for (const [i, { column, output }] of stored.entries()) {
    const { from } = output
    if ('column' in from) {
      store.memory.slot(column, lane, 0).set(store.memory.slot(from.column, lane, 0))
      store.touched(column, lane)
    } else store.put(column, lane, 0, kept[i]!)
  }
}

const listed = async (
  { list, count }: NonNullable<Active>,
  lane: number,
  { store }: Runtime,
): Promise<ArrayLike<number>> => {
  await store.fetch([list, count], lane)
  return store.memory.slot(list, lane, 0).subarray(0, store.memory.slot(count, lane, 0)[0])
}

/** Entries of a list, units rising. `units`: only these, and counts by position in them, or `byUnit`. */
const append = (
  list: Int32Array,
  counts: ArrayLike<number>,
  units: ArrayLike<number> | undefined,
  byUnit: boolean,
  size: number,
): void => {
  let n = 0
  for (let k = 0; k < (units?.length ?? size); k++) {
    const unit = units ? units[k] : k
    const count = counts[byUnit ? unit : k]
    if (count > 0) list[1 + n++] = unit | ((Math.min(count, 255) - 1) << 24)
  }
  list[0] = n
}

/** Guard and values are computed for all units; the host picks. It happens once a phase. */
export const compact = (kernel: Of<'compact'>, lowering: Lowering): Task => {
  const nodes = [numeric(kernel.guard), ...kernel.hoisted.map(h => numeric(h.value))]
  const { outputs, run } = outputsOf(nodes, kernel.units, undefined, lowering)
  return async (lane, runtime) => {
    await run(lane, runtime)
    const { store } = runtime
    const [guard, ...values] = await Promise.all(outputs.map(output => numbers(output, lane, lowering, runtime)))
    const written = [kernel.list, ...kernel.hoisted.map(h => h.column)]
    await store.fetch([...written, kernel.count], lane)
    let n = 0
    for (let u = 0; u < kernel.units; u++) {
      if (!(guard[u] > 0)) continue
      written.forEach((column, i) => {
        store.memory.slot(column, lane, 0)[n] = i === 0 ? u : values[i - 1][u]
      })
      n++
    }
    store.memory.slot(kernel.count, lane, 0)[0] = n
    for (const column of [...written, kernel.count]) store.touched(column, lane)
  }
}
