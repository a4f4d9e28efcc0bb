/** Output: data go to standard output, messages to standard error. */

export interface Say {
  /** A message for people; not with --quiet. */
  note(text: string): void
  /** A message that must be seen; on a terminal it stands out. */
  loud(text: string): void
  /** Which data a run has; with --quiet only where others stand in for those that were named. */
  source(note: string, standIn: boolean): void
  /** What went wrong with a part of the work, the rest of which goes on: also with --quiet. */
  failure(text: string): void
  /** A line of data. */
  data(line: string): void
  /** A line that the next one replaces, on a terminal; with `every` ms between lines elsewhere. */
  progress(text: string): void
}

const isTerminal = (): boolean => process.stderr.isTTY === true && process.env.TERM !== 'dumb'
const hasColour = (): boolean => isTerminal() && !process.env.NO_COLOR
const plainEvery = 10_000 // ms

export const speaker = ({ quiet = false }: { quiet?: boolean } = {}): Say => {
  let open = false // whether a progress line stands on the terminal
  let last = Number.NEGATIVE_INFINITY
  const clear = () => {
    if (open) process.stderr.write('\r\u001b[K')
    open = false
  }
  const write = (text: string) => {
    clear()
    process.stderr.write(`${text}\n`)
  }
  const progress = (text: string) => {
    const now = performance.now()
    if (isTerminal()) {
      if (now - last < 100) return
      clear()
      process.stderr.write(text.slice(0, (process.stderr.columns ?? 80) - 1))
      open = true
    } else if (now - last < plainEvery) return
    else write(text)
    last = now
  }
  const coloured = (text: string) => write(hasColour() ? `\u001b[1;33m${text}\u001b[0m` : text)
  return {
    note: text => {
      if (!quiet) write(text)
    },
    loud: text => {
      if (!quiet) coloured(text)
    },
    source: (note, standIn) => {
      if (standIn || !quiet) coloured(`data: ${note}`)
    },
    failure: coloured,
    data: line => {
      clear()
      process.stdout.write(`${line}\n`)
    },
    progress: text => {
      if (!quiet) progress(text)
    },
  }
}
