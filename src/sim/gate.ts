/** Where a run waits between two presentations: pause, resume, steps. */

export interface Gate {
  /** What a session waits for before its next `presentations`; undefined: nothing, go on. */
  ask(presentations: number): Promise<void> | undefined
  pause(): void
  resume(): void
  /** Lets n presentations through, then pauses; resolves when they are done. */
  step(n: number): Promise<void>
  /** Ends every wait: for a stop or a change. While `isOpen` it lets nothing wait. */
  wake(): void
}

export const gate = (paused: boolean, isOpen: () => boolean): Gate => {
  let allowed = paused ? 0 : Number.POSITIVE_INFINITY
  let wait: { promise: Promise<void>; end: () => void } | undefined
  let stepped: (() => void)[] = []
  const wake = () => {
    wait?.end()
    wait = undefined
  }
  const endSteps = () => {
    for (const done of stepped) done()
    stepped = []
  }
  const allow = (n: number) => {
    allowed = n
    wake()
  }
  return {
    ask: presentations => {
      if (isOpen()) return undefined
      if (allowed > 0) {
        allowed = Math.max(0, allowed - presentations)
        return undefined
      }
      endSteps()
      wait ??= deferred()
      return wait.promise
    },
    pause: () => {
      allowed = 0
    },
    resume: () => {
      endSteps()
      allow(Number.POSITIVE_INFINITY)
    },
    step: n => {
      const done = new Promise<void>(resolve => stepped.push(resolve))
      allow((Number.isFinite(allowed) ? allowed : 0) + n)
      return done
    },
    wake: () => {
      wake()
      if (isOpen()) endSteps()
    },
  }
}

const deferred = () => {
  let end = () => {}
  const promise = new Promise<void>(resolve => {
    end = resolve
  })
  return { promise, end }
}
