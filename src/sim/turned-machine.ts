/** A machine whose matrices lie as suits it, seen as the plan has them: what is read, written, saved and restored has senders as rows. */
import type { Backend, Machine } from '../backend/backend.ts'
import type { Plan } from '../plan/plan.ts'
import { fromRows, type Turned, toRows, turned } from '../plan/turn.ts'

type Numbers = Float32Array | Float64Array | Int32Array

export const loadTurned = async (backend: Backend, plan: Plan): Promise<Machine> => {
  const made = turned(plan)
  const machine = await backend.load(made.plan)
  return made.columns.size === 0 ? machine : seen(machine, made)
}

const like = <T extends Numbers>(values: T, size: number): T => new (values.constructor as new (n: number) => T)(size)

const seen = (machine: Machine, { plan, columns }: Turned): Machine => {
  const sizes = new Map(plan.columns.map(c => [c.name, c.size]))
  const inward = <T extends Numbers>(name: string, values: T): T =>
    columns.has(name) ? toRows(columns.get(name)!, values, like(values, sizes.get(name)!)) : values
  const outward = <T extends Numbers>(name: string, values: T): T =>
    columns.has(name) ? fromRows(columns.get(name)!, values, like(values, columns.get(name)!.size)) : values
  const each = (saved: Record<string, ArrayBufferView>, change: <T extends Numbers>(name: string, values: T) => T) =>
    Object.fromEntries(
      Object.entries(saved).map(([key, values]) => [key, change(key.replace(/^column:/, ''), values as Numbers)]),
    )
  return {
    ...machine,
    write: (name, values, lane) =>
      machine.write(name, columns.has(name) ? inward(name, Float64Array.from(values)) : values, lane),
    read: async (name, lane) => outward(name, await machine.read(name, lane)),
    save: async () => each(await machine.save(), outward),
    restore: saved => machine.restore(each(saved, inward)),
  }
}
