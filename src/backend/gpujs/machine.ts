/** Runs the tasks of lower.ts in order. What is asked of a machine waits in a line; results are asked for at its end. */
import { jsHelpers } from '../../lang/ops.ts'
import type { Kernel, Plan } from '../../plan/plan.ts'
import type { Machine } from '../backend.ts'
import { checkLengths, moveClocks, setClocks, startClocks, stopClocks } from '../clocks.ts'
import { emitText } from '../js/emit.ts'
import { logbook } from '../logbook.ts'
import { clear, initialise, readColumn, restore, save, writeColumn } from '../memory.ts'
import { namesOf } from '../names.ts'
import type { Runtime } from './context.ts'
import type { Library } from './library.ts'
import { lower, type Step } from './lower.ts'
import { storeOf } from './store.ts'

export const gpujsMachine = (plan: Plan, library: Library): Machine => {
  const names = namesOf(plan)
  const { lanes } = plan
  const lowered = lower(plan, library)
  const store = storeOf(lowered.plan, library)
  const left = new Int32Array(lanes).fill(1) // ticks left of a lane, or 1 outside ticks
  const active = (lane: number) => left[lane] > 0
  const logs = logbook(names)
  const compile = compiler({ ...store.scope, ...jsHelpers, active, host: () => {} }, store.names)
  const runtime: Runtime = { store, library, lanes, logs, active, compile }
  const line = lineOf()
  const columns = plan.columns.map(c => c.name)

  const stepsOf = (name: string): Step[][] => {
    if (!Object.hasOwn(plan.programs, name)) throw new Error(`the plan has no program '${name}'`)
    return lowered.programs.get(plan.programs[name])!
  }
  const runAll = async (steps: readonly Step[]) => {
    for (const { once, run } of steps)
      for (let lane = 0; lane < (once ? 1 : lanes); lane++) if (once || left[lane] > 0) await run(lane, runtime)
  }
  const phase = async ([begin, tick, end]: Step[][], lengths: Int32Array) => {
    lengths.forEach((length, lane) => {
      startClocks(store.clocks, lane, length)
    })
    await runAll(begin)
    left.set(lengths)
    for (let t = Math.max(...lengths); t > 0; t--) {
      await runAll(tick)
      for (let lane = 0; lane < lanes; lane++) if (--left[lane] > 0) moveClocks(store.clocks, lane)
    }
    left.fill(1)
    lengths.forEach((length, lane) => {
      stopClocks(store.clocks, lane, length)
    })
    await runAll(end)
  }

  initialise(store.overwrite, store.names)
  return {
    write: (column, values, lane) => {
      const { size } = names.column(column)
      if (values.length !== size) throw new RangeError(`${column} has ${size} elements, got ${values.length}`)
      const given = Float64Array.from(values)
      line.add(() => writeColumn(store.overwrite, names, column, given, lane))
    },
    read: (column, lane) =>
      line.ask(async () => {
        await store.fetch([column], lane ?? 0)
        return readColumn(store.memory, names, column, lane)
      }),
    clock: (lane, given) => line.add(() => setClocks(store.clocks, lane, given)),
    advance: (name, lengths) => {
      checkLengths(lengths, lanes)
      const steps = stepsOf(name)
      const given = Int32Array.from(lengths)
      line.add(() => phase(steps, given))
    },
    fire: name => {
      const [, , end] = stepsOf(name)
      line.add(() => runAll(end))
    },
    clear: () => line.add(() => clear(store.overwrite, names)),
    drain: () => line.ask(async () => logs.drain()),
    save: () =>
      line.ask(async () => {
        await store.fetch(columns)
        return save(store.memory, names)
      }),
    restore: saved => {
      // Tried on a copy first: a saved network that does not fit is refused at once, and nothing has changed.
      const trial = storeOf(plan, library)
      restore(trial.memory, names, saved)
      line.add(() => restore(store.overwrite, names, save(trial.memory, names)))
    },
    close: () =>
      line.add(() => {
        store.close()
        lowered.close()
      }),
  }
}

/** Jobs one after another. The first that fails stops the line; whoever asks next is told. */
const lineOf = () => {
  let tail: Promise<void> = Promise.resolve()
  let failure: { error: unknown } | undefined
  const add = (job: () => void | Promise<void>): void => {
    tail = tail.then(async () => {
      if (failure) return
      try {
        await job()
      } catch (error) {
        failure = { error }
      }
    })
  }
  const ask = async <T>(job: () => Promise<T>): Promise<T> => {
    let result: { value: T } | undefined
    add(async () => {
      result = { value: await job() }
    })
    await tail
    if (!result) throw failure?.error
    return result.value
  }
  return { add, ask }
}

/** Kernels on the host, each made once. */
const compiler = (scope: Record<string, unknown>, names: Runtime['store']['names']): Runtime['compile'] => {
  const made = new Map<Kernel, (lane: number) => void>()
  return kernel => {
    const known = made.get(kernel)
    if (known) return known
    const text = emitText(kernel, { names, precision: 32 })
    const run = new Function(...Object.keys(scope), `'use strict'\nreturn ${text}`)(...Object.values(scope))
    made.set(kernel, run)
    return run
  }
}
