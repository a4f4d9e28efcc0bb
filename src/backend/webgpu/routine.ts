/** A routine: its columns come to the host, are worked on in double and go back. */
import type { Program } from '../../plan/plan.ts'
import type { Memory, Numbers } from '../memory.ts'
import { runRoutine } from '../routine-io.ts'
import type { Job } from './line.ts'
import type { Parts } from './machine.ts'
import type { Lanes } from './params.ts'
import type { OnHost } from './schedule.ts'
import { turnsOf } from './turns.ts'

/** Where a column's newest slot lies at tick t of the phase. */
type Find = (column: string, replica: number, lane: number) => number

/** `whole`: in a phase; otherwise in a moment, without ticks. */
export const routineJob = (
  parts: Parts,
  lanes: Lanes,
  program: Program,
  host: OnHost,
  tick: number,
  lengths: Int32Array,
  whole: boolean,
): Job => {
  const { network } = parts
  const moved = (ring: string, team: number): number => {
    const before = turnsOf(program[host.part].slice(0, host.index)).get(ring) ?? 0
    const begun = host.part === 'begin' || !whole ? 0 : (turnsOf(program.begin).get(ring) ?? 0)
    const each = turnsOf(program.tick).get(ring) ?? 0
    const done = host.part === 'begin' ? 0 : host.part === 'end' ? lengths[team] : Math.min(tick, lengths[team])
    return before + begun + each * done
  }
  const find: Find = (column, replica, lane) => {
    const cell = network.space.column(column)
    const ring = `column:${column}`
    const slot = lanes.position(ring, replica, lane, moved(ring, replica * network.names.plan.lanes + lane))
    return cell.base + replica * cell.perReplica + lane * cell.perLane + slot * cell.perSlot
  }
  return async () => {
    for (let replica = 0; replica < network.space.replicas; replica++) await runOn(parts, host, replica, find)
  }
}

const runOn = async (parts: Parts, { kernel }: OnHost, replica: number, find: Find): Promise<void> => {
  const { network, buffers, back, device } = parts
  const { names, space } = network
  const columns = [...new Set([...kernel.reads, ...kernel.writes])]
  const places = columns.flatMap(column =>
    Array.from({ length: names.column(column).perLane ? names.plan.lanes : 1 }, (_, lane) => ({ column, lane })),
  )
  const spans = places.map(({ column, lane }) => ({
    buffer: buffers[space.column(column).pool],
    start: find(column, replica, lane),
    length: names.column(column).size,
  }))
  const words = await back.read(spans)
  const arrays = new Map<string, Numbers>()
  let at = 0
  places.forEach(({ column, lane }, i) => {
    const bytes = words.buffer.slice(at * 4, (at + spans[i].length) * 4)
    arrays.set(`${lane}:${column}`, space.column(column).pool === 'F' ? new Float32Array(bytes) : new Int32Array(bytes))
    at += spans[i].length
  })
  const none = () => {
    throw new Error('a routine reads columns only')
  }
  const memory: Memory = {
    slot: (column, lane) => arrays.get(`${lane}:${column}`)!,
    list: none,
    clocks: none,
    setClocks: none,
  }
  runRoutine(kernel, memory, names)
  places.forEach(({ column, lane }, i) => {
    if (!kernel.writes.includes(column)) return
    const values = arrays.get(`${lane}:${column}`) as Float32Array<ArrayBuffer>
    device.queue.writeBuffer(spans[i].buffer, spans[i].start * 4, values)
  })
}
