/** Writes the instructions of one function. */
import { valueTypes } from './bytes.ts'
import type { Func, Instruction, Mnemonic, ValueType } from './opcodes.ts'

export interface Code {
  emit(name: Mnemonic, ...operands: number[]): void
  /** A new local variable. */
  local(type: ValueType): number
  get(local: number): void
  set(local: number): void
  tee(local: number): void
  i32(value: number): void
  /** Adds a constant to the i32 on the stack. */
  plus(value: number): void
  block(body: () => void): void
  loop(body: () => void): void
  /** Where the i32 on the stack is not 0. */
  when(body: () => void, otherwise?: () => void): void
  /** `local` from 0 in steps while it is below `limit`: a constant, or a local that may be 0. */
  count(local: number, limit: number | { local: number }, step: number, body: () => void): void
  /** The same from `first` on: a constant, or a local. */
  countFrom(
    first: number | { local: number },
    local: number,
    limit: number | { local: number },
    step: number,
    body: () => void,
  ): void
  /** What `body` emits goes to the beginning of the function. */
  prologue(body: () => void): void
  finish(): Func
}

export const code = (params: readonly ValueType[] = [], results: readonly ValueType[] = []): Code => {
  const before: Instruction[] = []
  const main: Instruction[] = []
  const locals: ValueType[] = []
  let out = main

  const emit = (name: Mnemonic, ...operands: number[]) => {
    out.push([name, ...operands])
  }
  const get = (local: number) => emit('local.get', local)
  const set = (local: number) => emit('local.set', local)
  const i32 = (value: number) => emit('i32.const', value)
  const nest = (name: 'block' | 'loop' | 'if', body: () => void) => {
    emit(name)
    body()
    emit('end')
  }
  const loop = (body: () => void) => nest('loop', body)
  const plus = (value: number) => {
    if (value === 0) return
    i32(value)
    emit('i32.add')
  }
  const again = (local: number, limit: number | { local: number }, step: number) => {
    get(local)
    plus(step)
    emit('local.tee', local)
    push(limit)
    emit('i32.lt_s')
    emit('br_if', 0)
  }
  const push = (value: number | { local: number }) => (typeof value === 'number' ? i32(value) : get(value.local))
  const countFrom: Code['countFrom'] = (first, local, limit, step, body) => {
    push(first)
    set(local)
    const run = () =>
      loop(() => {
        body()
        again(local, limit, step)
      })
    if (typeof limit === 'number' && typeof first === 'number') {
      if (limit > first) run()
      return
    }
    push(first)
    push(limit)
    emit('i32.lt_s')
    nest('if', run)
  }
  const count: Code['count'] = (local, limit, step, body) => countFrom(0, local, limit, step, body)

  return {
    emit,
    get,
    set,
    tee: local => emit('local.tee', local),
    i32,
    plus,
    local: type => {
      locals.push(type)
      return params.length + locals.length - 1
    },
    block: body => nest('block', body),
    loop,
    when: (body, otherwise) =>
      nest('if', () => {
        body()
        if (!otherwise) return
        emit('else')
        otherwise()
      }),
    count,
    countFrom,
    prologue: body => {
      const outer = out
      out = before
      body()
      out = outer
    },
    finish: () => ({ params, results, locals, code: [...before, ...main] }),
  }
}

/** The operand of a block that leaves a vector. */
export const leavesVector = valueTypes.v128
