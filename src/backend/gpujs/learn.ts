/** learn: a thread a synapse, a kernel for each column that the rule writes. Which rows and columns take part is a column of 1 and 0. */
import type { Node } from '../../lang/node.ts'
import type { Kernel } from '../../plan/plan.ts'
import { valuesOf } from './body.ts'
import { type Device, deviceOf, isReachable, keep, type Lowering, type Runtime, type Task } from './context.ts'
import { expression, type Place, type Sources, type Stand, sources } from './expression.ts'
import { prepare } from './prepare.ts'
import { rounded } from './rounding.ts'

type Learn = Extract<Kernel, { verb: 'learn' }>

/** undefined: the host must do it. */
export const learn = (kernel: Learn, lowering: Lowering): Task | undefined => {
  const { placement, names } = lowering
  const layout = names.layout(kernel.layout)
  const values = valuesOf(kernel.body, 'synapse').columns
  const nodes = [...values.values(), ...(kernel.lanes ?? []), ...(kernel.rows ? [kernel.rows] : [])]
  if (!isReachable(layout) || nodes.some(node => placement.of(node) === 'whole')) return undefined
  const guards = [
    kernel.rows ? openRows(kernel.rows, layout.pres, lowering) : undefined,
    kernel.pres === undefined ? undefined : marked(kernel.pres, layout.pres, 'p', lowering),
    kernel.posts === undefined ? undefined : marked(kernel.posts, layout.posts, 'q', lowering),
  ].filter(guard => guard !== undefined)
  const sums = (kernel.lanes ?? []).map(node => laneSum(node, kernel, lowering))
  if (sums.includes(undefined)) return undefined
  const summed: Stand = node =>
    node.leaf?.read === 'load' && node.leaf.column.startsWith('#lanes.')
      ? { column: sums[Number(node.leaf.column.slice(7))]!.column, at: 'synapse' }
      : undefined
  const { rows, pres, posts, lanes } = kernel
  const prepared = prepare([...values.values()], { layout, guards: { rows, pres, posts, lanes } }, lowering, summed)
  const devices = [...values].map(([column, node]) => ({
    column,
    device: synapseKernel(column, node, kernel, guards, prepared.stand, lowering),
  }))
  if (devices.some(d => d.device === undefined)) return undefined
  return async (_, runtime) => {
    for (const guard of guards) if (!(await guard.run(runtime))) return
    for (const sum of sums) await sum!.run(runtime)
    await prepared.run(0, runtime)
    const results = devices.map(({ device }) => keep(device!, 0, lowering.tables, runtime))
    devices.forEach(({ column }, i) => {
      runtime.store.put(column, 0, 0, results[i])
    })
  }
}

interface Guard {
  readonly column: string
  readonly at: 'p' | 'q'
  /** false: nothing takes part. */
  run(runtime: Runtime): Promise<boolean>
}

const place = (kernel: Learn, lowering: Lowering): Place => ({
  pre: 'p',
  post: 'q',
  synapse: 's',
  layout: lowering.names.layout(kernel.layout),
})

/** s, p and q: this synapse and its ends. */
const start = (layout: string, from: Sources): string[] => [
  'const s = this.thread.x;',
  `const p = ${from.name({ from: 'table', layout, table: 'pre' })}[this.thread.x];`,
  `const q = ${from.name({ from: 'table', layout, table: 'post' })}[this.thread.x];`,
]

const synapseKernel = (
  column: string,
  node: Node,
  kernel: Learn,
  guards: readonly Guard[],
  stand: Stand,
  lowering: Lowering,
): Device | undefined => {
  const from = sources()
  const scope = { placement: lowering.placement, place: place(kernel, lowering), sources: from, stand }
  const { lines, of } = expression([node], scope)
  const open = guards.map(g => `${from.name({ from: 'column', column: g.column, lag: 0 })}[${g.at}] > 0.5`).join(' && ')
  const old = open && from.name({ from: 'column', column, lag: 0 })
  const result = open
    ? [`let r = ${old}[this.thread.x];`, `if (${open}) { r = ${of(node)}; }`, 'return r;']
    : [`return ${of(node)};`]
  return deviceOf(lowering.sizeOf(column), from, [...start(kernel.layout, from), ...lines, ...result], lowering)
}

const lanesOf = ({ lanes, active }: Runtime): number[] => Array.from({ length: lanes }, (_, l) => l).filter(active)

/** 1 for the rows where the test holds in some lane. */
const openRows = (test: Node, pres: number, lowering: Lowering): Guard => {
  const column = lowering.temporary(pres)
  const asUnit = atUnit(test)
  const prepared = prepare([asUnit], { units: pres }, lowering)
  const from = sources()
  const scope = { placement: lowering.placement, place: { unit: 'p' }, sources: from, stand: prepared.stand }
  const { lines, of } = expression([asUnit], scope)
  const before = from.name({ from: 'column', column, lag: 0 })
  const more = [`let r = ${before}[this.thread.x];`, `if (${of(asUnit)} > 0.5) { r = 1.0; }`, 'return r;']
  const device = deviceOf(pres, from, ['const p = this.thread.x;', ...lines, ...more], lowering)!
  return {
    column,
    at: 'p',
    run: async runtime => {
      runtime.store.fill(column, 0, 0, 0)
      for (const lane of lanesOf(runtime)) {
        await prepared.run(lane, runtime)
        runtime.store.put(column, 0, 0, keep(device, lane, lowering.tables, runtime))
      }
      return true
    },
  }
}

/** A node over senders as a node over units: what is read at 'pre' is read at 'unit'. */
const atUnit = (node: Node, known = new Map<Node, Node>()): Node => {
  const found = known.get(node)
  if (found) return found
  const { leaf } = node
  const moved = { ...node, args: node.args.map(a => atUnit(a, known)) }
  if (leaf && 'at' in leaf && leaf.at === 'pre') moved.leaf = { ...leaf, at: 'unit' }
  if (leaf?.read === 'index' && leaf.of === 'pre') moved.leaf = { ...leaf, of: 'unit' }
  known.set(node, moved)
  return moved
}

/** 1 for the units with an entry in the newest list of some lane. */
const marked = (event: string, units: number, at: 'p' | 'q', lowering: Lowering): Guard => {
  const column = lowering.temporary(units)
  return {
    column,
    at,
    run: async runtime => {
      const { store } = runtime
      store.fill(column, 0, 0, 0)
      const marks = store.memory.slot(column, 0, 0)
      for (const lane of lanesOf(runtime)) {
        const list = store.memory.list(event, lane, 0)
        for (let i = 1; i <= list[0]; i++) marks[list[i] & 0xffffff] = 1
      }
      return marks.includes(1 as never)
    },
  }
}

/** The sum of a node over lanes, lanes rising, for each synapse. */
const laneSum = (node: Node, kernel: Learn, lowering: Lowering) => {
  const layout = lowering.names.layout(kernel.layout)
  const column = lowering.temporary(layout.size)
  const prepared = prepare([node], { layout }, lowering)
  const from = sources()
  const scope = { placement: lowering.placement, place: place(kernel, lowering), sources: from, stand: prepared.stand }
  const { lines, of } = expression([node], scope)
  const sum = `${from.name({ from: 'column', column, lag: 0 })}[this.thread.x]`
  const add = [...start(kernel.layout, from), ...lines, `return ${rounded(`${sum} + ${of(node)}`)};`]
  const device = deviceOf(layout.size, from, add, lowering)
  if (!device) return undefined
  return {
    column,
    run: async (runtime: Runtime) => {
      runtime.store.fill(column, 0, 0, 0)
      for (const lane of lanesOf(runtime)) {
        await prepared.run(lane, runtime)
        runtime.store.put(column, 0, 0, keep(device, lane, lowering.tables, runtime))
      }
    },
  }
}
