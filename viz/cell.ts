/** A value that can be watched: the whole reactive layer of the viewer. */
export interface Cell<T> {
  get(): T
  set(value: T): void
  /** Calls `listener` after each change; returns a function that stops it. */
  on(listener: (value: T) => void): () => void
}

export const cell = <T>(initial: T): Cell<T> => {
  let value = initial
  const listeners = new Set<(value: T) => void>()
  const set = (next: T) => {
    if (Object.is(next, value)) return
    value = next
    for (const listener of [...listeners]) listener(value)
  }
  const on = (listener: (value: T) => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  return { get: () => value, set, on }
}

/** A plain signal without a value. */
export interface Signal {
  emit(): void
  on(listener: () => void): () => void
}

export const signal = (): Signal => {
  const count = cell(0)
  return { emit: () => count.set(count.get() + 1), on: listener => count.on(() => listener()) }
}
