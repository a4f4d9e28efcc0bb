/** How a command ends when something goes wrong: one message, and the exit code. */
import { ApicalError } from '../errors.ts'

/** Writes the message; the exit code to end with. A stack trace only for mistakes of this program, which users should report. */
export const report = (error: unknown): number => {
  if (error instanceof ApicalError) {
    process.stderr.write(`apical: ${error.message}\n`)
    return error.exitCode
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`apical: this is a mistake of apical itself, please report it:\n${text}\n`)
  return 1
}
