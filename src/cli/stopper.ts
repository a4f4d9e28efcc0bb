/** Ctrl-C and SIGTERM: the run ends after a checkpoint; a second signal ends the process at once. */

export interface Stopper {
  isAsked(): boolean
  /** 130 after Ctrl-C, 75 ('try again') after SIGTERM, as batch systems expect. */
  exitCode(): number
  close(): void
}

const codes = { SIGINT: 130, SIGTERM: 75 } as const
type Signal = keyof typeof codes

export const stopper = (say: (text: string) => void): Stopper => {
  let asked: Signal | undefined
  const on = (signal: Signal) => {
    if (asked) process.exit(codes[signal])
    asked = signal
    say(`${signal === 'SIGINT' ? 'Ctrl-C' : signal}: writing a checkpoint ... (once more: leave at once)`)
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
