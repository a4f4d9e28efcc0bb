/** Ctrl-C and SIGTERM: the run ends after a checkpoint; a second signal ends the process at once. */

export interface Stopper {
  isAsked(): boolean
  /** 130 after Ctrl-C, 75 ('try again') after SIGTERM, as batch systems expect. */
  exitCode(): number
  close(): void
}

/** A terminal signals the whole group, and npx or tsx passes on what we already had: within this time, ms, it is one signal. */
const oneSignal = 500

const codes = { SIGINT: 130, SIGTERM: 75 } as const
type Signal = keyof typeof codes

/** `ending`: what is done before the end. */
export const stopper = (say: (text: string) => void, ending = 'writing a checkpoint'): Stopper => {
  let asked: Signal | undefined
  let askedAt = 0
  const on = (signal: Signal) => {
    if (asked && Date.now() - askedAt < oneSignal) return
    if (asked) process.exit(codes[signal])
    asked = signal
    askedAt = Date.now()
    say(`${signal === 'SIGINT' ? 'Ctrl-C' : signal}: ${ending} ... (once more: leave at once)`)
  }
  const signals = Object.keys(codes) as Signal[]
  for (const signal of signals) process.on(signal, on)
  return {
    isAsked: () => asked !== undefined,
    exitCode: () => (asked ? codes[asked] : 0),
    close: () => {
      for (const signal of signals) process.off(signal, on)
    },
  }
}
